//! A session with plain text for a screen and numbers for a touch.

use std::sync::Arc;

use loggia_runtime::store::{MemoryStore, Store};
use loggia_runtime::ui::{Element, FieldValue, Inline, NodeIndex, NodePath, View};
use loggia_runtime::{
    Backends, ClientEvent, ClientEventKind, Clock, Environment, EventId, Host, Launch, MiniApp,
    Reply, Session, UserId,
};

use crate::{StampCard, Till};

/// One customer at the kiosk.
#[derive(Debug)]
pub struct Kiosk {
    session: Session,
    till: Till,
    card: Arc<StampCard>,
}

impl Kiosk {
    /// A customer steps up and opens a mini-app.
    ///
    /// # Errors
    ///
    /// The mini-app does not start.
    pub fn open(
        app: &Arc<MiniApp>,
        customer: UserId,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let till = Till::new(Arc::clone(&store), Arc::clone(&clock));
        let card = Arc::new(StampCard::new(till.clone()));
        let backends = Backends {
            payments: Some(Arc::new(till.clone())),
            loyalty: Some(Arc::clone(&card) as _),
            ..Backends::default()
        };
        let environment = Environment {
            locale: "en-GB".into(),
            time_zone: "Europe/Vienna".into(),
            utc_offset_minutes: 60,
            currency: "EUR".parse()?,
        };
        let launch = Launch { environment, intent: None };
        let session = Host::new(store, backends).with_clock(clock).open(app, customer, launch)?;
        Ok(Self { session, till, card })
    }

    /// The till beside it.
    #[must_use]
    pub fn till(&self) -> &Till {
        &self.till
    }

    /// The points on the customer's card.
    #[must_use]
    pub fn points(&self) -> u64 {
        self.card.points(self.session.owner())
    }

    /// What can be touched now: its text and where it is.
    #[must_use]
    pub fn touchable(&self) -> Vec<(String, NodePath)> {
        let view = self.session.view();
        let acts = |(index, node): (NodeIndex, &loggia_runtime::ui::Node)| {
            let text = match &node.element {
                Element::Button { label, enabled: true, busy: false, .. } => words(label),
                Element::Card { on_tap: Some(_) } => words_below(view, index),
                Element::ListItem(item) if item.on_tap.is_some() => words(&item.title),
                Element::Form { submit_label, .. } => words(submit_label),
                _ => return None,
            };
            Some((text, node.path))
        };
        view.nodes().filter_map(acts).collect()
    }

    /// Everything that the screen says, a line each.
    #[must_use]
    pub fn text(&self) -> String {
        let view = self.session.view();
        let lines =
            view.nodes().map(|(_, node)| words_of(&node.element)).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Touches what `path` leads to; a form is sent as it stands.
    ///
    /// # Errors
    ///
    /// The mini-app fails, or the touch is refused.
    pub fn touch(&mut self, path: NodePath) -> anyhow::Result<()> {
        let view = Arc::clone(self.session.view());
        let values = view.find(path).map(|form| defaults(&view, form)).unwrap_or_default();
        let act = ClientEventKind::Act { revision: self.session.revision(), path, values };
        match self.session.handle(ClientEvent { id: EventId::random()?, kind: act })? {
            Reply::Refused(rejected) => anyhow::bail!("refused: {rejected}"),
            Reply::Stepped(_) | Reply::Repeated => self.wait(),
        }
    }

    /// Lets answers and changes reach the mini-app.
    ///
    /// # Errors
    ///
    /// The mini-app fails.
    pub fn wait(&mut self) -> anyhow::Result<()> {
        while !self.session.pump()?.is_empty() {}
        Ok(())
    }
}

/// The values that a form's inputs begin with.
fn defaults(view: &View, form: NodeIndex) -> Vec<(String, FieldValue)> {
    let inputs = view.nodes().filter_map(|(index, node)| match &node.element {
        Element::Input(input)
            if input.enabled && view.ancestors(index).any(|(above, _)| above == form) =>
        {
            Some(input)
        }
        _ => None,
    });
    inputs.map(|input| (input.name.as_str().to_owned(), input.control.declared())).collect()
}

fn words_below(view: &View, of: NodeIndex) -> String {
    let below =
        view.nodes().filter(|(index, _)| view.ancestors(*index).any(|(above, _)| above == of));
    let words = below.map(|(_, node)| words_of(&node.element)).filter(|words| !words.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn words_of(element: &Element) -> String {
    match element {
        Element::Section { title }
        | Element::Heading { title }
        | Element::EmptyState { title, .. } => words(title),
        Element::Text { label, .. }
        | Element::Badge { label, .. }
        | Element::Banner { label, .. }
        | Element::Button { label, .. }
        | Element::Countdown { label, .. } => words(label),
        Element::ListItem(item) => {
            [words(&item.title), words(&item.subtitle), words(&item.trailing)]
                .join(" ")
                .trim()
                .to_owned()
        }
        Element::KeyValues { rows } => rows
            .iter()
            .map(|(key, value)| format!("{key}: {}", words(value)))
            .collect::<Vec<_>>()
            .join("\n"),
        Element::Form { submit_label, .. } => words(submit_label),
        Element::Input(input) => input.label.to_string(),
        _ => String::new(),
    }
}

fn words(label: &[Inline]) -> String {
    let word = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Strong(text) => text.to_string(),
        Inline::Money(money) => money.to_string(),
        Inline::Moment { at, .. } => format!("{at}"),
        Inline::Date(day) => day.to_string(),
    };
    label.iter().map(word).collect()
}

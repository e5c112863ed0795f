//! What words may not do: look like others, speak for the bank, ask for secrets.
//!
//! One set of rules for whatever a user reads of a mini-app. Its manifest is held to them when a package
//! is read, and each view when it is decoded, whether its texts are the package's own or its partner's
//! server's. What can hardly be meant well is refused; of the rest there is a [`Doubt`], of which
//! shells warn; the host logs it and `loggia check` tells it.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_security::MixedScript;

use super::folded::{Words, bones, folded, is_led_by, is_unseen};
use super::problem::ViewProblem;
use super::texts::words;
use super::tree::{Control, Element, Input, Node, NodeIndex};
use crate::guest_text::GuestText;

/// How the bank's own sheets begin.
const BANK: &[&str] = &[
    "your bank",
    "deine bank",
    "ihre bank",
    "votre banque",
    "ta banque",
    "tu banco",
    "su banco",
    "la tua banca",
];

/// What no mini-app asks for; each as whole words.
const SECRETS: &[&str] = &[
    PIN,
    "pin code",
    "pincode",
    TAN,
    "tan code",
    "tan nummer",
    "mtan",
    "passcode",
    "password",
    "passphrase",
    "passwort",
    "kennwort",
    "geheimzahl",
    "geheimnummer",
    "mot de passe",
    "contraseña",
    "clave de acceso",
    "cvv",
    "cvc",
    "cvv2",
    "cvc2",
    "security code",
    "sicherheitscode",
    "prüfziffer der karte",
    "card number",
    "kartennummer",
    "numéro de carte",
    "número de tarjeta",
    "numero di carta",
    "one time code",
    "one time password",
    "einmalcode",
    "einmalpasswort",
    "online banking",
    "onlinebanking",
    "login code",
    "seed phrase",
    "private key",
];
const PIN: &str = "pin";
const TAN: &str = "tan";

/// What a view's texts of other letters than ASCII may have together to be read, in bytes. Stops: views
/// that cost the host more to look at than the mini-app to make; none of it is paid for in fuel.
const READ_BYTES: usize = 16 << 10;
const READ_BOUNDS: &str = "at most 16 KiB together";
/// Nobody reads more doubts of one view.
const MOST_DOUBTS: usize = 32;
/// As much of a text as a message repeats, in bytes.
const QUOTED_BYTES: usize = 100;

/// What is wrong with some words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Wording {
    /// A word whose letters are of several scripts, by UTS #39.
    #[error("\"{word}\" mixes letters of several scripts, and looks like \"{like}\"{strange}")]
    LookAlike {
        /// It.
        word: GuestText,
        /// What it looks like.
        like: GuestText,
        /// Those of its letters that look like ASCII and are not, if there are any: `: е (U+0435)`.
        strange: GuestText,
    },
    /// A text that begins as the bank's own sheets do.
    #[error("\"{text}\" speaks as the bank's own sheets do")]
    PosesAsBank {
        /// It.
        text: GuestText,
    },
    /// An input for what only the bank may ask for.
    #[error("the input \"{label}\" asks for a secret: {secret}")]
    AsksForSecret {
        /// The input's label.
        label: GuestText,
        /// What it asks for.
        secret: &'static str,
    },
    /// A text beside an input, of what only the bank may ask for.
    #[error("\"{text}\" names a secret on a screen with a field to type into: {secret}")]
    NamesSecret {
        /// It.
        text: GuestText,
        /// What it names.
        secret: &'static str,
    },
}

/// Words of a view that may be meant well, and may be not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// At which node; none of the view's title.
    pub node: Option<NodeIndex>,
    /// What is wrong with them.
    pub wording: Wording,
}

/// Why a view is refused for its words, and at which node.
pub(super) type Objection = (Option<NodeIndex>, ViewProblem);

impl Wording {
    /// A stable code, for logs, metrics and `loggia check`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::LookAlike { .. } => "look-alike",
            Self::PosesAsBank { .. } => "poses-as-bank",
            Self::AsksForSecret { .. } | Self::NamesSecret { .. } => "asks-for-secret",
        }
    }

    /// The first thing that is wrong with a text of a manifest.
    pub(crate) fn of_manifest(text: &str) -> Option<Self> {
        look_alike(text).or_else(|| poses_as_bank(text))
    }
}

/// Reads all that a view says.
///
/// Refused are a field to type into that asks for a secret, and a view or dialog whose title speaks for
/// the bank. The rest is doubted.
pub(super) fn read(title: &GuestText, nodes: &[Node]) -> Result<Vec<Doubt>, Objection> {
    let mut reader = Reader { left: READ_BYTES, doubts: Vec::new() };
    reader.refuse(title, nodes)?;
    reader.doubt(title, nodes);
    Ok(reader.doubts)
}

struct Reader {
    /// Of [`READ_BYTES`].
    left: usize,
    doubts: Vec<Doubt>,
}

impl Reader {
    fn refuse(&mut self, title: &GuestText, nodes: &[Node]) -> Result<(), Objection> {
        self.must_read(title.as_str()).map_err(|problem| (None, problem))?;
        if let Some(wording) = poses_as_bank(title.as_str()) {
            return Err((None, ViewProblem::Wording(wording)));
        }
        for (index, node) in (0..).map(NodeIndex).zip(nodes) {
            let at = |problem| (Some(index), problem);
            match &node.element {
                Element::Dialog { title, .. } => {
                    let title = words(title);
                    self.must_read(&title).map_err(at)?;
                    if let Some(wording) = poses_as_bank(&title) {
                        return Err(at(ViewProblem::Wording(wording)));
                    }
                }
                Element::Input(input) => {
                    let is_typed = is_typed(input);
                    for text in input.texts().filter(|_| is_typed) {
                        self.must_read(text).map_err(at)?;
                    }
                    match asks_for_secret(input) {
                        Some(wording) if is_typed => {
                            return Err(at(ViewProblem::Wording(wording)));
                        }
                        Some(wording) => self.note(Some(index), Some(wording)),
                        None => {}
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn doubt(&mut self, title: &GuestText, nodes: &[Node]) {
        if self.may_read(title.as_str()) {
            self.note(None, look_alike(title.as_str()));
        }
        let is_input =
            |node: &Node| matches!(&node.element, Element::Input(input) if is_typed(input));
        let has_field = nodes.iter().any(is_input);
        for (index, node) in (0..).map(NodeIndex).zip(nodes) {
            let leads = matches!(node.element, Element::Section { .. } | Element::Heading { .. });
            let is_field = matches!(node.element, Element::Input(_));
            let (mut alike, mut poses, mut names) = (None, None, None);
            node.each_text(&mut |text| {
                if !self.may_read(text) {
                    return;
                }
                alike = alike.take().or_else(|| look_alike(text));
                if leads {
                    poses = poses.take().or_else(|| poses_as_bank(text));
                }
                if has_field && !is_field {
                    names = names.take().or_else(|| names_secret(text));
                }
            });
            for wording in [alike, poses, names] {
                self.note(Some(index), wording);
            }
        }
    }

    fn note(&mut self, node: Option<NodeIndex>, wording: Option<Wording>) {
        if let Some(wording) = wording.filter(|_| self.doubts.len() < MOST_DOUBTS) {
            self.doubts.push(Doubt { node, wording });
        }
    }

    /// Whether there is still time for a text; ASCII takes none.
    fn may_read(&mut self, text: &str) -> bool {
        let left =
            if text.is_ascii() { Some(self.left) } else { self.left.checked_sub(text.len()) };
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    /// What is not read could be anything.
    fn must_read(&mut self, text: &str) -> Result<(), ViewProblem> {
        let what = "its titles and fields in other letters than ASCII";
        let too_long = ViewProblem::OutOfBounds { what, bounds: READ_BOUNDS };
        if self.may_read(text) { Ok(()) } else { Err(too_long) }
    }
}

/// Whether the user types into it whatever they like.
fn is_typed(input: &Input) -> bool {
    matches!(input.control, Control::TextField { .. } | Control::NumberField { .. })
}

fn quoted(text: &str) -> GuestText {
    GuestText::cut(text, QUOTED_BYTES)
}

/// A word whose letters are of several scripts.
fn look_alike(text: &str) -> Option<Wording> {
    if text.is_ascii() {
        return None;
    }
    let letters = |c: char| !c.is_alphanumeric();
    let mixed = text.split(letters).find(|word| !word.is_ascii() && !word.is_single_script())?;
    // Letter by letter: the skeleton of a whole word also writes m as rn.
    let plain: String = mixed
        .chars()
        .flat_map(|letter| if letter.is_ascii() { vec![letter] } else { bones(letter) })
        .collect();
    let strange: Vec<String> = mixed
        .chars()
        .filter(|letter| !letter.is_ascii() && bones(*letter).iter().any(char::is_ascii))
        .map(|letter| format!("{letter} (U+{:04X})", u32::from(letter)))
        .collect();
    let strange =
        if strange.is_empty() { String::new() } else { format!(": {}", strange.join(", ")) };
    Some(Wording::LookAlike {
        word: quoted(mixed),
        like: quoted(&plain),
        strange: quoted(&strange),
    })
}

/// A title that begins as the bank's own sheets do.
fn poses_as_bank(text: &str) -> Option<Wording> {
    static BEGINNINGS: LazyLock<Vec<String>> =
        LazyLock::new(|| BANK.iter().map(|beginning| folded(beginning)).collect());
    static FIRST: LazyLock<Words> = LazyLock::new(|| {
        let first = |beginning: &String| beginning.split(' ').next().unwrap_or_default().to_owned();
        Words::of(BEGINNINGS.iter().map(first))
    });
    if !FIRST.may_lead(text) {
        return None;
    }
    let said = folded(text);
    let begins = |beginning: &String| is_led_by(&said, beginning);
    BEGINNINGS.iter().any(begins).then(|| Wording::PosesAsBank { text: quoted(text) })
}

/// An input for what only the bank may ask for.
fn asks_for_secret(input: &Input) -> Option<Wording> {
    let asked = |text: &str| {
        if !may_name_secret(text) {
            return None;
        }
        let said = folded(text);
        // Spanish says tan of what is so near or so large: there a word follows.
        let is_adverb = |at: usize| said.get(at..).is_some_and(|rest| rest.trim() != TAN);
        secret_in(&said, |secret, at| {
            let is_led_by_capital = |word: &str| word.starts_with(char::is_uppercase);
            secret != TAN || !is_adverb(at) || is_written(text, secret, is_led_by_capital)
        })
    };
    let secret = input.texts().find_map(asked)?;
    Some(Wording::AsksForSecret { label: quoted(input.label.as_str()), secret })
}

/// A text that names a secret. In small letters a pin is on a map, and tan is a colour.
fn names_secret(text: &str) -> Option<Wording> {
    if !may_name_secret(text) {
        return None;
    }
    let in_capitals = |word: &str| !word.contains(char::is_lowercase);
    let is_meant = |secret: &'static str, _| {
        !matches!(secret, PIN | TAN) || is_written(text, secret, in_capitals)
    };
    let secret = secret_in(&folded(text), is_meant)?;
    Some(Wording::NamesSecret { text: quoted(text), secret })
}

/// Whether a secret of one word stands in a text as it must be written.
fn is_written(text: &str, secret: &str, so: impl Fn(&str) -> bool) -> bool {
    let seen: String = text.chars().filter(|letter| !is_unseen(*letter)).collect();
    seen.split(|c: char| !c.is_alphanumeric()).any(|word| so(word) && folded(word) == secret)
}

/// All secrets and their folded words, by the first of those.
static KNOWN: LazyLock<FxHashMap<String, Vec<(String, &'static str)>>> = LazyLock::new(|| {
    let mut known = FxHashMap::<String, Vec<(String, &'static str)>>::default();
    for secret in SECRETS {
        let folded = folded(secret);
        let first = folded.split(' ').next().unwrap_or_default().to_owned();
        known.entry(first).or_default().push((folded, secret));
    }
    known
});

/// Whether it is worth while to fold a text and look for secrets in it.
fn may_name_secret(text: &str) -> bool {
    static FIRST: LazyLock<Words> = LazyLock::new(|| Words::of(KNOWN.keys().cloned()));
    FIRST.may_stand_in(text)
}

/// The longest secret that a folded text names, of those that are meant by what stands there.
fn secret_in(said: &str, is_meant: impl Fn(&'static str, usize) -> bool) -> Option<&'static str> {
    let mut found: Option<&'static str> = None;
    let mut at = 0;
    for word in said.split(' ') {
        let rest = said.get(at..).unwrap_or_default();
        for (folded, secret) in KNOWN.get(word).into_iter().flatten() {
            let is_longer = found.is_none_or(|found| secret.len() > found.len());
            if is_longer && is_led_by(rest, folded) && is_meant(secret, at) {
                found = Some(secret);
            }
        }
        at += word.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::tree::TextKind;

    fn field(label: &str, help: Option<&str>, error: Option<&str>) -> Input {
        let text = |text: &str| GuestText::line(text.to_owned());
        Input {
            name: text("field"),
            label: text(label),
            help: help.map(text),
            error: error.map(text),
            required: false,
            enabled: true,
            on_change: None,
            control: Control::TextField {
                kind: TextKind::Plain,
                value: GuestText::default(),
                min_length: 0,
                max_length: 10,
                pattern: None,
            },
        }
    }

    fn asked(label: &str) -> Option<&'static str> {
        match asks_for_secret(&field(label, None, None))? {
            Wording::AsksForSecret { secret, .. } => Some(secret),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn words_of_one_script_look_like_nobody_else() {
        for fine in
            ["Coffee", "Кофе", "Ω-3 Tropfen", "コーヒー豆", "Bäckerei", "Café №5", "₿ 3,40 €"]
        {
            assert_eq!(look_alike(fine), None, "{fine}");
        }
        let found = look_alike("Bean & Lеaf").unwrap().to_string();
        assert!(found.contains("е (U+0435)"), "{found}");
        assert!(look_alike("αpple").is_some());
    }

    #[test]
    fn only_the_bank_speaks_as_the_bank() {
        for wrong in [
            "Your bank",
            "Your bank: confirm",
            "YOUR BANK",
            "Yоur bank",
            "Deine Bank fragt",
            "DEINE BANK",
            "IHRE BANK",
            "DE\u{200d}INE BANK",
            "✓ Your  bank",
            "𝗬𝗼𝘂𝗿 𝗯𝗮𝗻𝗸",
            "Votre banque",
        ] {
            assert!(poses_as_bank(wrong).is_some(), "{wrong}");
        }
        for fine in ["Your banknotes", "Pay with your bank", "Bank Street", "Coffee", ""] {
            assert_eq!(poses_as_bank(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_field_asks_for_a_secret_in_whole_words_however_they_are_spelt() {
        for (wrong, secret) in [
            ("PIN", "pin"),
            ("Pin", "pin"),
            ("Your card's pin", "pin"),
            ("Tan", "tan"),
            ("Your tan", "tan"),
            ("TAN from the letter", "tan"),
            ("ＰＩＮ", "pin"),
            ("𝐏𝐈𝐍", "pin"),
            ("PI\u{200d}N", "pin"),
            ("PI\u{34f}N", "pin"),
            ("PI\u{fffd}N", "pin"),
            ("РІN", "pin"),
            ("ΡΙΝ", "pin"),
            ("Your PIN-code, please", "pin code"),
            ("One-time password", "one time password"),
            ("Passw0rd", "password"),
            ("mTAN", "mtan"),
            ("your rnTAN", "mtan"),
            ("rnot de passe", "mot de passe"),
            ("Pin code", "pin code"),
            ("Dein Passwort", "passwort"),
            ("GEHEIMNUMMER", "geheimnummer"),
            ("Contraseña", "contraseña"),
            ("Contrasena", "contraseña"),
            ("Clave de acceso", "clave de acceso"),
            ("CVV (three digits)", "cvv"),
            ("Card number", "card number"),
            ("Número de tarjeta", "número de tarjeta"),
        ] {
            assert_eq!(asked(wrong), Some(secret), "{wrong}");
        }
        for fine in [
            "Pineapple",
            "Number plate",
            "Tank",
            "Postcode",
            "Palabra clave",
            "¿Qué tan cerca?",
            "Amount in PLN",
            "",
        ] {
            assert_eq!(asked(fine), None, "{fine}");
        }
        assert!(asks_for_secret(&field("Number", Some("Your card's PIN"), None)).is_some());
        assert!(asks_for_secret(&field("Number", None, Some("That is not your PIN"))).is_some());
    }

    #[test]
    fn beside_a_field_short_secrets_are_meant_in_capitals_alone() {
        for wrong in ["Type your PIN below", "TAN:", "Your password", "ＰＩＮ"] {
            assert!(names_secret(wrong).is_some(), "{wrong}");
        }
        for fine in ["Pin on the map", "Tan or black", "Pineapple", "What you had last"] {
            assert_eq!(names_secret(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_text_that_is_not_folded_has_none_of_the_words_that_are_looked_for() {
        let texts = ["Nurnber", "rnTAN", "(pin)", "x-|ogin c0de", "mrn rn m", "Corn 0r barley"];
        let texts = texts.iter().chain(SECRETS).chain(BANK).filter(|text| text.is_ascii());
        for text in texts {
            let folded = folded(text);
            let (mut all, first) = (folded.split(' '), folded.split(' ').next().unwrap());
            assert_eq!(may_name_secret(text), all.any(|word| KNOWN.contains_key(word)), "{text}");
            let words = Words::of([first.to_owned()].into_iter());
            assert!(words.may_lead(text) && words.may_stand_in(text), "{text}");
        }
        assert!(KNOWN.keys().all(|word| word.len() <= Words::LONGEST));
    }

    #[test]
    fn ascii_is_folded_as_all_else_is() {
        for text in SECRETS.iter().chain(BANK).chain(&["Pass 0|1 Merry Corn", "a-b  c!"]) {
            // What is not seen makes no difference, but that the text is no ASCII.
            assert_eq!(folded(text), folded(&format!("{text}\u{200d}")), "{text}");
        }
    }
}

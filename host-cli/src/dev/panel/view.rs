//! The view as a tree.

use std::sync::Arc;

use loggia_runtime::ui::{Node, NodeIndex, View};
use ratatui::text::Span;

use super::{Page, Told, Touch};
use crate::script;
use crate::terminal::block::{Block, Row};

pub(super) fn page(told: &Told<'_>, width: usize) -> Block<Touch> {
    let page = Page::new(told.theme, width);
    let Some(stood) = told.timeline.stood() else { return page.nothing_yet() };
    let mut tree = Tree { page, told, view: Arc::clone(&stood.view) };
    let theme = told.theme;
    tree.page.row(vec![
        Span::styled(stood.view.title().to_string(), theme.heading()),
        Span::styled(format!("  screen {}", stood.view.screen()), theme.muted()),
    ]);
    let view = Arc::clone(&tree.view);
    if let Some(root) = view.node(view.root()) {
        tree.node(view.root(), root, "", None);
    }
    tree.page.block
}

struct Tree<'a> {
    page: Page,
    told: &'a Told<'a>,
    view: Arc<View>,
}

impl Tree<'_> {
    /// A node and all under it; `is_last` of its siblings, or the root.
    fn node(&mut self, index: NodeIndex, node: &Node, lead: &str, is_last: Option<bool>) {
        let theme = self.told.theme;
        let (branch, below) = match is_last {
            None => ("", ""),
            Some(true) => ("└ ", "  "),
            Some(false) => ("├ ", "│ "),
        };
        let mut row: Row = vec![
            Span::styled(format!("{lead}{branch}"), theme.line(false)),
            Span::styled(node.element.kind().to_owned(), theme.accent()),
        ];
        if let Some(key) = &node.key {
            row.push(Span::styled(format!(" #{key}"), theme.muted()));
        }
        let texts = script::texts(node, self.told.locale);
        let texts = texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
        if !texts.is_empty() {
            row.push(Span::styled(format!(" {}", texts.join(" · ")), theme.text()));
        }
        self.page.row(row);
        let view = Arc::clone(&self.view);
        let children: Vec<(NodeIndex, &Node)> = view.children(index).collect();
        let lead = format!("{lead}{below}");
        for (at, (child, node)) in children.iter().enumerate() {
            self.node(*child, node, &lead, Some(at + 1 == children.len()));
        }
    }
}

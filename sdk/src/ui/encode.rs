use serde::Serialize;

use super::node::{Body, Node};
use super::{Sensitivity, View};
use crate::bindings::loggia::app::ui as wire;
use crate::encoding::{self, EncodingError};

impl<M: Serialize> View<M> {
    /// The flat form of the contract: nodes that name their parents, and the tables beside them.
    pub(crate) fn encode(self) -> Result<wire::View, EncodingError> {
        let mut encoder = Encoder {
            view: wire::View {
                screen: self.screen,
                title: self.title,
                nodes: Vec::with_capacity(64),
                items: Vec::new(),
                inputs: Vec::new(),
                data: Vec::new(),
                actions: Vec::new(),
                test_ids: Vec::new(),
            },
        };
        encoder.add(self.root, 0)?;
        Ok(encoder.view)
    }
}

struct Encoder {
    view: wire::View,
}

impl Encoder {
    fn add<M: Serialize>(&mut self, node: Node<M>, parent: u32) -> Result<(), EncodingError> {
        let id = index(self.view.nodes.len());
        let element = self.element(node.body)?;
        if let Some(test_id) = node.meta.test_id {
            self.view.test_ids.push((id, test_id));
        }
        let sensitivity: Sensitivity = node.meta.sensitivity;
        self.view.nodes.push(wire::Node { parent, key: node.meta.key, sensitivity, element });
        for child in node.children {
            self.add(child, id)?;
        }
        Ok(())
    }

    fn element<M: Serialize>(&mut self, body: Body<M>) -> Result<wire::Element, EncodingError> {
        Ok(match body {
            Body::Plain(element) => element,
            Body::Card(message) => wire::Element::Card(self.optional_action(message)?),
            Body::ListItem(mut item, message) => {
                item.on_tap = self.optional_action(message)?;
                self.view.items.push(*item);
                wire::Element::ListItem
            }
            Body::Form(message, label) => wire::Element::Form(wire::Form {
                submit: self.action(&message)?,
                submit_label: label.0,
            }),
            Body::Input(mut input, message, element) => {
                input.on_change = self.optional_action(message)?;
                self.view.inputs.push(*input);
                element
            }
            Body::Button(mut button, message) => {
                button.on_tap = self.action(&message)?;
                wire::Element::Button(button)
            }
            Body::Link(label, message) => {
                wire::Element::Link(wire::Link { label: label.0, on_tap: self.action(&message)? })
            }
            Body::Tab(mut tab, message) => {
                tab.on_open = self.optional_action(message)?;
                wire::Element::Tab(tab)
            }
            Body::Data(data, element) => {
                self.view.data.push(*data);
                element
            }
            Body::Dialog(title, message) => wire::Element::Dialog(wire::Dialog {
                title: title.0,
                on_dismiss: self.optional_action(message)?,
            }),
        })
    }

    fn optional_action<M: Serialize>(
        &mut self,
        message: Option<M>,
    ) -> Result<Option<u32>, EncodingError> {
        message.map(|message| self.action(&message)).transpose()
    }

    /// Equal messages share an action. A view has some dozen of them, so looking through them all is
    /// quicker than any table.
    fn action<M: Serialize>(&mut self, message: &M) -> Result<u32, EncodingError> {
        let bytes = encoding::encode("the action's message", message)?;
        let known = self.view.actions.iter().position(|action| *action == bytes);
        Ok(index(known.unwrap_or_else(|| {
            self.view.actions.push(bytes);
            self.view.actions.len() - 1
        })))
    }
}

/// The host refuses a view of more than 1 000 nodes, so no index comes near the end of `u32`.
fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

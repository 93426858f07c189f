//! The numbers of list items, and the boxes of tasks.

use html5ever::local_name;

use super::element::{attribute, elements};
use super::walk::{Counter, Walk};
use crate::parse::arena::{NONE, NodeId};
use crate::parse::tag::Tag;

/// Elements between a box and the item of its task.
const MAX_IN_ITEM: usize = 3;

impl Walk<'_> {
    /// The numbers of a list that begins.
    pub(super) fn counter(&self, id: NodeId, tag: Tag) -> Option<Counter> {
        if tag != Tag::Ol {
            return None;
        }
        let falls = attribute(self.tree, id, "reversed").is_some();
        let start = attribute(self.tree, id, "start").and_then(|s| s.trim().parse().ok());
        let items = || {
            let items = elements(self.tree, id).filter(|&e| self.tree.tag(e) == Tag::Li);
            u32::try_from(items.count()).unwrap_or(1)
        };
        Some(Counter { next: start.unwrap_or_else(|| if falls { items() } else { 1 }), falls })
    }

    /// The number of an item.
    pub(super) fn next_number(&mut self, id: NodeId) -> Option<u32> {
        let counter = self.counters.last_mut()?.as_mut()?;
        let stated = attribute(self.tree, id, "value").and_then(|v| v.trim().parse().ok());
        let number = stated.unwrap_or(counter.next);
        counter.next =
            if counter.falls { number.saturating_sub(1) } else { number.saturating_add(1) };
        Some(number)
    }

    /// Adds the box of a task: a checkbox that the reader cannot change, or one that a class calls
    /// a part of a task list.
    pub(super) fn add_task_input(&mut self, id: NodeId) {
        let style = self.style();
        let is_checkbox = || {
            let kind = self.tree.attr(id, &local_name!("type"));
            kind.is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"))
        };
        if style.item.is_none() || !self.inline.is_empty() || !is_checkbox() {
            return;
        }
        let is_task = |node: NodeId| {
            let class = self.tree.attr(node, &local_name!("class")).unwrap_or_default();
            class.contains("task") || attribute(self.tree, node, "data-task").is_some()
        };
        let mut up = id;
        let mut is_one = attribute(self.tree, id, "disabled").is_some();
        for _ in 0..=MAX_IN_ITEM {
            if up == NONE {
                break;
            }
            is_one |= is_task(up);
            if is_one || self.tree.tag(up) == Tag::Li {
                break;
            }
            up = self.tree.node(up).parent;
        }
        if is_one {
            self.inline.set_task(Some(attribute(self.tree, id, "checked").is_some()));
        }
    }

    /// Adds the box of a task that the attributes of its item state.
    pub(super) fn add_task_item(&mut self, id: NodeId) {
        let class = self.tree.attr(id, &local_name!("class")).unwrap_or_default();
        let parent = self.tree.node(id).parent;
        let list = self.tree.attr(parent, &local_name!("class")).unwrap_or_default();
        let is_task = attribute(self.tree, id, "data-type").is_some_and(|t| t == "taskItem")
            || list
                .split_ascii_whitespace()
                .any(|c| matches!(c, "inline-task-list" | "to-do-list"));
        if !is_task {
            return;
        }
        let is_checked = attribute(self.tree, id, "data-checked").is_some_and(|v| v == "true")
            || class.split_ascii_whitespace().any(|c| c == "checked")
            || elements(self.tree, id).take(2).any(|child| {
                let class = self.tree.attr(child, &local_name!("class")).unwrap_or_default();
                class.split_ascii_whitespace().any(|c| c == "checkbox-on")
            });
        self.inline.set_task(Some(is_checked));
    }
}

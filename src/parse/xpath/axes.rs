//! The axes: the items they reach from a node.

use std::rc::Rc;

use super::super::arena::{NONE, NodeId, NodeKind, ROOT};
use super::evaluator::{Evaluated, Evaluator};
use super::value::Item;
use crate::site_rules::xpath::{Axis, NodeTest};

/// Whether an axis reaches all descendants of a node.
pub(super) fn is_downward(axis: Axis) -> bool {
    matches!(axis, Axis::Descendant | Axis::DescendantOrSelf)
}

/// Whether positions on an axis count against document order.
pub(super) fn is_backward(axis: Axis) -> bool {
    matches!(axis, Axis::Ancestor | Axis::AncestorOrSelf | Axis::Preceding | Axis::PrecedingSibling)
}

/// A node test, resolved for the tree.
enum ResolvedTest {
    /// Elements with one of these names, as indices of the tree's names.
    Names(Rc<[u16]>),
    Elements,
    Nodes,
    Texts,
    Comments,
}

impl<'t> Evaluator<'t> {
    /// The items that an axis reaches from `item` and that pass the test, in axis order.
    pub(super) fn items_on_axis(
        &mut self,
        item: Item,
        axis: Axis,
        test: &'t NodeTest,
    ) -> Evaluated<Vec<Item>> {
        let id = match item {
            Item::Node(id) => id,
            Item::Attribute(id, _) => return self.axis_of_attribute(item, id, axis, test),
        };
        if axis == Axis::Attribute {
            return self.attributes(id, test);
        }
        let tree = self.tree;
        let wanted = self.node_test(test);
        let mut found = Vec::new();
        let (at, end) = (self.index[id as usize] as usize, self.subtree_end[id as usize] as usize);
        match axis {
            Axis::Itself => self.add_passing([id], &wanted, &mut found)?,
            Axis::Child => self.add_passing(tree.children(id), &wanted, &mut found)?,
            Axis::Parent => {
                self.add_passing(existing(tree.node(id).parent), &wanted, &mut found)?
            }
            Axis::Descendant => self.add_range(at + 1, end, &wanted, &mut found)?,
            Axis::DescendantOrSelf => self.add_range(at, end, &wanted, &mut found)?,
            Axis::Following => self.add_range(end, self.walk.len(), &wanted, &mut found)?,
            Axis::Ancestor => self.add_passing(
                chain(tree.node(id).parent, |n| tree.node(n).parent),
                &wanted,
                &mut found,
            )?,
            Axis::AncestorOrSelf => {
                self.add_passing(chain(id, |n| tree.node(n).parent), &wanted, &mut found)?
            }
            Axis::FollowingSibling => self.add_passing(
                chain(tree.node(id).next, |n| tree.node(n).next),
                &wanted,
                &mut found,
            )?,
            Axis::PrecedingSibling => self.add_passing(
                chain(tree.previous(id), |n| tree.previous(n)),
                &wanted,
                &mut found,
            )?,
            Axis::Preceding => {
                self.add_range(0, at, &wanted, &mut found)?;
                // Ancestors do not precede a node.
                let end = &self.subtree_end;
                found.retain(
                    |item| matches!(item, Item::Node(n) if end[*n as usize] as usize <= at),
                );
                found.reverse();
            }
            Axis::Attribute => {}
        }
        Ok(found)
    }

    /// An attribute has a parent element and no other axis.
    fn axis_of_attribute(
        &mut self,
        item: Item,
        id: NodeId,
        axis: Axis,
        test: &'t NodeTest,
    ) -> Evaluated<Vec<Item>> {
        match axis {
            Axis::Itself => Ok(if *test == NodeTest::Node { vec![item] } else { Vec::new() }),
            Axis::Parent => self.items_on_axis(Item::Node(id), Axis::Itself, test),
            Axis::Ancestor | Axis::AncestorOrSelf => {
                self.items_on_axis(Item::Node(id), Axis::AncestorOrSelf, test)
            }
            _ => Ok(Vec::new()),
        }
    }

    fn attributes(&mut self, id: NodeId, test: &NodeTest) -> Evaluated<Vec<Item>> {
        let attrs = self.tree.attrs(id);
        self.spend(attrs.len() / 8)?;
        let passes = |name: &str| match test {
            // Attributes with a namespace are stored under their local name.
            NodeTest::Name(wanted) => {
                *name == **wanted || wanted.split_once(':').is_some_and(|(_, local)| name == local)
            }
            NodeTest::Any | NodeTest::Node => true,
            NodeTest::Text | NodeTest::Comment => false,
        };
        let indices = attrs.iter().enumerate().filter(|(_, a)| passes(&a.name));
        Ok(indices.map(|(index, _)| Item::Attribute(id, index as u32)).collect())
    }

    fn node_test(&mut self, test: &'t NodeTest) -> ResolvedTest {
        match test {
            NodeTest::Name(name) => {
                let all = self.tree.names();
                let same = || {
                    all.iter()
                        .enumerate()
                        .filter(|(_, (_, local))| (**local).eq_ignore_ascii_case(name))
                };
                let indices = self
                    .names
                    .entry(name)
                    .or_insert_with(|| same().map(|(index, _)| index as u16).collect());
                ResolvedTest::Names(Rc::clone(indices))
            }
            NodeTest::Any => ResolvedTest::Elements,
            NodeTest::Node => ResolvedTest::Nodes,
            NodeTest::Text => ResolvedTest::Texts,
            NodeTest::Comment => ResolvedTest::Comments,
        }
    }

    fn passes(&self, id: NodeId, wanted: &ResolvedTest) -> bool {
        let node = self.tree.node(id);
        match wanted {
            ResolvedTest::Names(names) => {
                node.kind == NodeKind::Element && names.contains(&node.name)
            }
            ResolvedTest::Elements => node.kind == NodeKind::Element,
            ResolvedTest::Nodes => node.kind != NodeKind::Comment,
            ResolvedTest::Texts => node.kind == NodeKind::Text,
            ResolvedTest::Comments => node.kind == NodeKind::Comment,
        }
    }

    fn add_passing(
        &mut self,
        ids: impl IntoIterator<Item = NodeId>,
        wanted: &ResolvedTest,
        found: &mut Vec<Item>,
    ) -> Evaluated<()> {
        for id in ids {
            self.spend(1)?;
            if self.passes(id, wanted) {
                found.push(Item::Node(id));
            }
        }
        Ok(())
    }

    /// Adds passing nodes from the range `start..end` of the document order.
    fn add_range(
        &mut self,
        start: usize,
        end: usize,
        wanted: &ResolvedTest,
        found: &mut Vec<Item>,
    ) -> Evaluated<()> {
        self.spend(end.saturating_sub(start))?;
        let ids = self.walk.get(start..end).unwrap_or_default().iter();
        found.extend(
            ids.filter(|id| **id != ROOT || matches!(wanted, ResolvedTest::Nodes))
                .filter(|id| self.passes(**id, wanted))
                .map(|id| Item::Node(*id)),
        );
        Ok(())
    }
}

fn existing(id: NodeId) -> Option<NodeId> {
    (id != NONE).then_some(id)
}

fn chain(first: NodeId, next: impl Fn(NodeId) -> NodeId) -> impl Iterator<Item = NodeId> {
    std::iter::successors(existing(first), move |id| existing(next(*id)))
}

//! Where the axes lead from a node.

use std::rc::Rc;

use super::super::arena::{Kind, NONE, NodeId, ROOT};
use super::{Done, Evaluator, Item};
use crate::site_rules::xpath::{Axis, NodeTest};

/// Whether an axis leads to all that is inside a node.
pub(super) fn is_downward(axis: Axis) -> bool {
    matches!(axis, Axis::Descendant | Axis::DescendantOrSelf)
}

/// Whether places on an axis are counted against the order of the page.
pub(super) fn is_backward(axis: Axis) -> bool {
    matches!(axis, Axis::Ancestor | Axis::AncestorOrSelf | Axis::Preceding | Axis::PrecedingSibling)
}

/// A test of names, ready for the tree at hand.
enum Wanted {
    /// Elements with one of these names, as indices of the tree's.
    Names(Rc<[u16]>),
    Elements,
    Nodes,
    Texts,
    Marks,
}

impl<'t> Evaluator<'t> {
    /// The nodes that an axis leads to from `item` and that pass the test, in the order of the axis.
    pub(super) fn along(&mut self, item: Item, axis: Axis, test: &'t NodeTest) -> Done<Vec<Item>> {
        let id = match item {
            Item::Node(id) => id,
            Item::Attribute(id, _) => return self.along_from_attribute(item, id, axis, test),
        };
        if axis == Axis::Attribute {
            return self.attributes(id, test);
        }
        let tree = self.tree;
        let wanted = self.wanted(test);
        let mut found = Vec::new();
        let (at, end) = (self.place[id as usize] as usize, self.end[id as usize] as usize);
        match axis {
            Axis::Itself => self.add([id], &wanted, &mut found)?,
            Axis::Child => self.add(tree.children(id), &wanted, &mut found)?,
            Axis::Parent => self.add(some(tree.node(id).parent), &wanted, &mut found)?,
            Axis::Descendant => self.add_places(at + 1, end, &wanted, &mut found)?,
            Axis::DescendantOrSelf => self.add_places(at, end, &wanted, &mut found)?,
            Axis::Following => self.add_places(end, self.walk.len(), &wanted, &mut found)?,
            Axis::Ancestor => {
                self.add(chain(tree.node(id).parent, |n| tree.node(n).parent), &wanted, &mut found)?
            }
            Axis::AncestorOrSelf => {
                self.add(chain(id, |n| tree.node(n).parent), &wanted, &mut found)?
            }
            Axis::FollowingSibling => {
                self.add(chain(tree.node(id).next, |n| tree.node(n).next), &wanted, &mut found)?
            }
            Axis::PrecedingSibling => {
                self.add(chain(tree.previous(id), |n| tree.previous(n)), &wanted, &mut found)?
            }
            Axis::Preceding => {
                self.add_places(0, at, &wanted, &mut found)?;
                // What is around a node does not come before it.
                let end = &self.end;
                found.retain(
                    |item| matches!(item, Item::Node(n) if end[*n as usize] as usize <= at),
                );
                found.reverse();
            }
            Axis::Attribute => {}
        }
        Ok(found)
    }

    /// An attribute has an element around it and nothing else.
    fn along_from_attribute(
        &mut self,
        item: Item,
        id: NodeId,
        axis: Axis,
        test: &'t NodeTest,
    ) -> Done<Vec<Item>> {
        match axis {
            Axis::Itself => Ok(if *test == NodeTest::Node { vec![item] } else { Vec::new() }),
            Axis::Parent => self.along(Item::Node(id), Axis::Itself, test),
            Axis::Ancestor | Axis::AncestorOrSelf => {
                self.along(Item::Node(id), Axis::AncestorOrSelf, test)
            }
            _ => Ok(Vec::new()),
        }
    }

    fn attributes(&mut self, id: NodeId, test: &NodeTest) -> Done<Vec<Item>> {
        let attrs = self.tree.attrs(id);
        self.spend(attrs.len() / 8)?;
        let passes = |name: &str| match test {
            // Attributes with a namespace are kept by their local name.
            NodeTest::Name(wanted) => {
                *name == **wanted || wanted.split_once(':').is_some_and(|(_, local)| name == local)
            }
            NodeTest::Any | NodeTest::Node => true,
            NodeTest::Text | NodeTest::Comment => false,
        };
        let indices = attrs.iter().enumerate().filter(|(_, a)| passes(&a.name));
        Ok(indices.map(|(index, _)| Item::Attribute(id, index as u32)).collect())
    }

    fn wanted(&mut self, test: &'t NodeTest) -> Wanted {
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
                Wanted::Names(Rc::clone(indices))
            }
            NodeTest::Any => Wanted::Elements,
            NodeTest::Node => Wanted::Nodes,
            NodeTest::Text => Wanted::Texts,
            NodeTest::Comment => Wanted::Marks,
        }
    }

    fn passes(&self, id: NodeId, wanted: &Wanted) -> bool {
        let node = self.tree.node(id);
        match wanted {
            Wanted::Names(names) => node.kind == Kind::Element && names.contains(&node.name),
            Wanted::Elements => node.kind == Kind::Element,
            Wanted::Nodes => node.kind != Kind::Mark,
            Wanted::Texts => node.kind == Kind::Text,
            Wanted::Marks => node.kind == Kind::Mark,
        }
    }

    fn add(
        &mut self,
        ids: impl IntoIterator<Item = NodeId>,
        wanted: &Wanted,
        found: &mut Vec<Item>,
    ) -> Done<()> {
        for id in ids {
            self.spend(1)?;
            if self.passes(id, wanted) {
                found.push(Item::Node(id));
            }
        }
        Ok(())
    }

    /// Adds from what stands in document order from `start` up to `end`.
    fn add_places(
        &mut self,
        start: usize,
        end: usize,
        wanted: &Wanted,
        found: &mut Vec<Item>,
    ) -> Done<()> {
        self.spend(end.saturating_sub(start))?;
        let ids = self.walk.get(start..end).unwrap_or_default().iter();
        found.extend(
            ids.filter(|id| **id != ROOT || matches!(wanted, Wanted::Nodes))
                .filter(|id| self.passes(**id, wanted))
                .map(|id| Item::Node(*id)),
        );
        Ok(())
    }
}

fn some(id: NodeId) -> Option<NodeId> {
    (id != NONE).then_some(id)
}

fn chain(first: NodeId, next: impl Fn(NodeId) -> NodeId) -> impl Iterator<Item = NodeId> {
    std::iter::successors(some(first), move |id| some(next(*id)))
}

//! Finds the answers of readers below the heading that names or counts them.
//!
//! A line with the number of comments may also stand between the headline and the byline. What
//! follows such a line is the article.

use html5ever::local_name;

use super::Finder;
use crate::parse::arena::{NONE, NodeId, NodeKind};
use crate::parse::tag::Tag;
use crate::rules::{Mark, comment_words};
use crate::text::{count_words, fold, squeeze};

/// The most bytes of a heading above the answers of readers.
const MAX_HEADING: usize = 200;
/// Words from which a text is prose; bylines and datelines are shorter.
const MIN_PROSE: u32 = 15;
/// The most inline elements around a text inside its paragraph.
const MAX_INLINE: usize = 8;
/// The most nodes of a heading in which a link is looked for.
const MAX_IN_HEADING: usize = 16;

impl Finder<'_> {
    /// Adds what follows a heading that names or counts comments.
    pub(super) fn add_comments_below(&mut self, heading: NodeId) {
        let tree = self.tree;
        if self.length(heading, MAX_HEADING) > MAX_HEADING
            || !comment_words::is_comments_heading(&fold(&squeeze(&tree.inner_text(heading))))
            || self.is_above_story(heading)
        {
            return;
        }
        // The heading may stand in a box of its own above the answers.
        let mut top = heading;
        // An earlier heading of comments added all that follows it.
        while !self.found.contains(&top) {
            let next = |id: &NodeId| Some(tree.node(*id).next).filter(|id| *id != NONE);
            let following: Vec<NodeId> = std::iter::successors(next(&top), next)
                .filter(|id| tree.node(*id).kind == NodeKind::Element)
                .collect();
            let parent = tree.node(top).parent;
            if !following.is_empty() || parent == NONE || self.headlines.around.contains(&parent) {
                following.into_iter().for_each(|id| self.add(id));
                return;
            }
            top = parent;
        }
    }

    /// Whether a heading of comments stands above the text of the article: prose follows it, and
    /// none stands between it and the headline. Before a line that leads to the comments, a first
    /// paragraph may be the standfirst.
    fn is_above_story(&self, heading: NodeId) -> bool {
        let prose = self.prose.get_or_init(|| self.find_prose());
        let before = prose.partition_point(|id| *id < heading);
        let headline = self.headline.unwrap_or(heading);
        let between = before - prose.partition_point(|id| *id < headline);
        let follows = before < prose.len();
        follows && (between == 0 || between == 1 && self.leads_to_comments(heading))
    }

    /// Whether a heading is nothing but a link to another place of the page.
    fn leads_to_comments(&self, heading: NodeId) -> bool {
        let tree = self.tree;
        let id = |node: NodeId| tree.attr(node, &local_name!("id"));
        let inside = || tree.descendants(heading).take(MAX_IN_HEADING);
        let Some(link) = inside().find(|node| tree.tag(*node) == Tag::A) else { return false };
        let href = tree.attr(link, &local_name!("href")).unwrap_or_default();
        let Some((_, place)) = href.split_once('#') else { return false };
        let parent = tree.node(heading).parent;
        let is_here = [heading, parent].into_iter().chain(inside()).any(|n| id(n) == Some(place));
        !is_here && self.length(link, MAX_HEADING) == self.length(heading, MAX_HEADING)
    }

    /// The last text node of each paragraph of prose, in source order.
    fn find_prose(&self) -> Vec<NodeId> {
        let mut found: Vec<NodeId> = Vec::new();
        // The paragraph of the last text, and its words so far.
        let (mut last, mut words) = (NONE, 0);
        for (id, node) in (0..).zip(self.tree.nodes()) {
            let text = self.tree.text_of(id);
            if node.kind != NodeKind::Text || text.trim_start().is_empty() {
                continue;
            }
            let Some(paragraph) = self.paragraph_of(id) else { continue };
            if paragraph != last {
                (last, words) = (paragraph, 0);
            }
            let was_prose = words >= MIN_PROSE;
            words += count_words(text);
            if was_prose {
                found.pop();
            }
            if words >= MIN_PROSE {
                found.push(id);
            }
        }
        found
    }

    /// The block around a text that may be prose; `None` for links, captions, headings,
    /// standfirsts and for what no reader sees.
    fn paragraph_of(&self, text: NodeId) -> Option<NodeId> {
        let tree = self.tree;
        let mut up = tree.node(text).parent;
        for _ in 0..MAX_INLINE {
            let tag = if up == NONE { return None } else { tree.tag(up) };
            let is_other = matches!(
                tag,
                Tag::A
                    | Tag::Script
                    | Tag::Style
                    | Tag::Template
                    | Tag::Noscript
                    | Tag::Title
                    | Tag::Button
                    | Tag::Figcaption
                    | Tag::Footer
                    | Tag::Blockquote
            );
            if is_other || tag.heading_level().is_some() {
                return None;
            }
            if tag.is_block() {
                let around = [up, tree.node(up).parent];
                return (!around.iter().any(|id| self.is_standfirst(*id))).then_some(up);
            }
            up = tree.node(up).parent;
        }
        None
    }

    /// Whether the class words of an element mark a standfirst.
    fn is_standfirst(&self, id: NodeId) -> bool {
        let classes = &self.document.class_marks;
        id != NONE
            && classes.of_element(self.tree, id).any(|named| named.marks.has(Mark::Standfirst))
    }
}

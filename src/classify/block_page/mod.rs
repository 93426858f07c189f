//! Recognises pages that stand in place of an article: bot checks, refusals, consent and log-in
//! walls, maintenance, parked domains, error pages, pages that need scripts, and redirects.
//!
//! Such pages are short, address their reader, and say little else. Their words and their markup
//! give points; text that these words do not explain, and the facts that articles state, take
//! points away. So an article about the subject stays an article.

mod script_redirect;
mod signs;

use rustc_hash::FxHashSet;

use super::declared::Declared;
use super::measures::Measures;
use crate::article::PageKind;
use crate::block::{Block, BlockKind, Blocks, Boilerplate, Landmark, Role, Stage, Verdict};
use crate::rules::block_pages::{BlockPageHit, BlockPageTable, block_page_words};
use crate::text::fold;
pub(crate) use signs::Signs;

/// Points from which a page is a block page.
const LEAST: f32 = 3.6;
/// Points of a title or heading that only such pages have, and of a second one.
const POINTS_TITLE: f32 = 3.0;
const POINTS_SECOND_TITLE: f32 = 1.0;
/// Points of a phrase that only such pages have, and the most phrases that count.
const POINTS_SURE: f32 = 2.5;
const MAX_SURE: usize = 3;
/// The further share of a phrase's points in a heading.
const IN_HEADING: f32 = 0.2;
/// Points of a word that others use too, and the most words that count.
const POINTS_LIKELY: f32 = 0.5;
const MAX_LIKELY: usize = 4;
/// The share of a phrase's points inside a long paragraph, away from its start.
const INSIDE: f32 = 0.3;
/// Bytes from the start of a long paragraph within which a phrase has all its points.
const NEAR_START: usize = 60;
/// Words from which a paragraph is long.
const LONG_WORDS: u32 = 20;
/// Points of a script that checks visitors or shows the ads of a parked domain.
const POINTS_SERVICE: f32 = 4.0;
/// These points on a page that has some text: many sites check every visitor.
const POINTS_SERVICE_BESIDE_TEXT: f32 = 1.5;
/// Points of a form with a captcha or a password.
const POINTS_FORM: f32 = 1.5;
/// Points of a page that search engines shall not list.
const POINTS_NOINDEX: f32 = 0.5;
/// The most visible words of a very short and of a short page, with the points for that.
const SHORT: [(u32, f32); 2] = [(60, 1.25), (120, 0.5)];
/// Points that the facts of an article take: its declared kind, its date, its authors.
const COST_ARTICLE: f32 = 2.0;
const COST_DATE: f32 = 1.5;
const COST_AUTHOR: f32 = 1.0;
/// Points that the need for scripts takes: the other kinds often need them too.
const COST_SCRIPTS: f32 = 1.5;
/// Words of text without any of the words of the kind that take one point.
const WORDS_PER_POINT: f32 = 40.0;
/// Linked words that take one point, and the most points they take.
const LINKED_PER_POINT: f32 = 80.0;
const MAX_LINKED_COST: f32 = 4.0;
/// Words from which a block is text rather than a label.
const TEXT_WORDS: u32 = 8;
/// The share of linked words from which a block is a list of links.
const LINKED: f32 = 0.5;
/// The most visible words of a page that only leads elsewhere, and of one that needs scripts.
const MAX_REDIRECT: u32 = 40;
const MAX_SHELL: u32 = 20;
/// The most scripts of a page whose only purpose is to lead elsewhere.
const MAX_REDIRECT_SCRIPTS: u32 = 2;
/// Words in `<noscript>` from which they are the text and not a request.
const MAX_NOSCRIPT: u32 = 60;
/// Words of kept text from which a page with a pay wall shows a part of its story.
const MIN_STORY: u32 = 40;
/// Words of kept text from which a page with the facts of an article is one, whatever its words.
/// Nearly all articles are, so that nobody searches them for the words of block pages.
const ENOUGH_STORY: u32 = 150;
/// Characters that separate the name of the site from a title.
const TITLE_SEPARATORS: [char; 7] = ['|', '-', '–', '—', '·', '•', '»'];
/// The most phrases that are named as evidence.
const MAX_EVIDENCE: usize = 3;

/// A block page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BlockPage {
    pub(crate) kind: PageKind,
    /// The words and signs that show it.
    pub(crate) evidence: String,
}

/// The evidence for one kind of block page.
#[derive(Debug, Clone, Default)]
struct Tally<'t> {
    titles: usize,
    /// Each phrase with its share of the points.
    sure: Vec<(&'t str, f32)>,
    likely: Vec<&'t str>,
    /// Words of the text in which a phrase occurs.
    explained: u32,
}

/// Recognises a block page by its title, its blocks and its signs.
pub(crate) fn recognise(
    blocks: &Blocks,
    measures: &Measures,
    declared: &Declared,
    title: &str,
    signs: &Signs,
) -> Option<BlockPage> {
    if signs.is_long || !declared.body.is_empty() {
        return None;
    }
    let page = Texts::new(blocks, measures);
    // The text comes from data or from what scripts would show.
    if page.kept > page.visible {
        return None;
    }
    // The page of an article may have little text, and scripts that read its address.
    if !declared.names_article()
        && let Some(found) = redirect(&page, signs)
    {
        return Some(found);
    }
    let cost = [
        (declared.names_article(), COST_ARTICLE),
        (declared.is_dated, COST_DATE),
        (!declared.authors.is_empty(), COST_AUTHOR),
    ];
    let cost: f32 = cost.iter().filter(|(is, _)| *is).map(|(_, cost)| cost).sum();
    if cost > 0.0 && page.kept >= ENOUGH_STORY {
        return None;
    }
    let table = block_page_words();
    let tallies = tally(table, blocks, measures, title, &page);
    let points = |at: usize| {
        let kind = kind_at(table, at);
        let unexplained = page.text.saturating_sub(tallies[at].explained) as f32;
        tallies[at].points() + sign_points(kind, signs, &page) + page.shortness()
            - if kind == PageKind::Scripts { COST_SCRIPTS } else { 0.0 }
            - cost
            - unexplained / WORDS_PER_POINT
            - linked_cost(kind, &page)
    };
    let best = (0..table.kinds().len())
        .filter(|at| tallies[*at].is_evidence() || has_service(kind_at(table, *at), signs))
        .map(|at| (points(at), at))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let Some((_, at)) = best.filter(|(points, _)| *points >= LEAST) else {
        return shell(&page, signs);
    };
    let kind = kind_at(table, at);
    let has_story = kind == PageKind::Paywalled && page.kept >= MIN_STORY;
    (!has_story).then(|| BlockPage { kind, evidence: tallies[at].evidence(kind, signs) })
}

/// Bytes of the text that a reader of the page sees.
pub(crate) fn visible_bytes(blocks: &Blocks) -> usize {
    let mut in_noscript: Vec<bool> = Vec::with_capacity(blocks.containers.len());
    for container in &blocks.containers {
        let is_below = container.parent.is_some_and(|parent| in_noscript[parent as usize]);
        in_noscript.push(is_below || container.landmark == Some(Landmark::Noscript));
    }
    let seen = blocks.list.iter().filter(|b| !b.hidden && !in_noscript[b.container as usize]);
    seen.map(|block| block.text.len()).sum()
}

/// Cuts all blocks of a block page.
pub(crate) fn cut(blocks: &mut Blocks, page: &BlockPage) {
    for block in blocks.list.iter_mut().filter(|block| block.is_kept() && !is_users(block)) {
        block.add_ruling(
            Verdict::Cut(Boilerplate::Other),
            Stage::Page,
            page.kind.name(),
            page.evidence.as_str(),
        );
    }
}

/// Whether the user or a site rule has decided on a block.
fn is_users(block: &Block) -> bool {
    block.rulings().iter().any(|r| matches!(r.stage, Stage::User | Stage::Site))
}

/// The words of a page by where they stand.
#[derive(Debug, Default)]
struct Texts {
    /// Words in blocks of text.
    text: u32,
    /// Words in lists of links.
    linked: u32,
    /// All visible words.
    visible: u32,
    /// Words of kept text.
    kept: u32,
}

impl Texts {
    fn new(blocks: &Blocks, measures: &Measures) -> Self {
        let (mut page, mut in_noscript) = (Self::default(), 0);
        for (block, m) in blocks.list.iter().zip(&measures.blocks) {
            let words = m.shape.words;
            let is_noscript = is_noscript(blocks, block);
            let is_kept = matches!(block.role(), Some(Role::Body | Role::Standfirst));
            if is_kept && is_noscript {
                in_noscript += words;
            } else if is_kept {
                page.kept += words;
            }
            if block.hidden || is_noscript {
                continue;
            }
            page.visible += words;
            if m.link_density >= LINKED {
                page.linked += words;
            } else if words >= TEXT_WORDS {
                page.text += words;
            }
        }
        if in_noscript > MAX_NOSCRIPT {
            page.kept += in_noscript;
        }
        page
    }
}

impl Texts {
    /// The points for a page with few words.
    fn shortness(&self) -> f32 {
        SHORT.iter().find(|(most, _)| self.visible <= *most).map_or(0.0, |(_, points)| *points)
    }
}

fn is_noscript(blocks: &Blocks, block: &Block) -> bool {
    blocks.ancestors(block.container).any(|(_, c)| c.landmark == Some(Landmark::Noscript))
}

/// A page with little text that leads to another one.
fn redirect(page: &Texts, signs: &Signs) -> Option<BlockPage> {
    if page.visible > MAX_REDIRECT {
        return None;
    }
    let evidence = match &signs.refresh {
        Some(target) => format!("it leads to {target}"),
        None if signs.script_redirects
            && signs.scripts <= MAX_REDIRECT_SCRIPTS
            && page.visible <= MAX_SHELL
            && signs.challenge.is_none() =>
        {
            "a script leads to another page".to_owned()
        }
        None => return None,
    };
    Some(BlockPage { kind: PageKind::Redirect, evidence })
}

/// A page with scripts or a form to log in, and almost no text.
fn shell(page: &Texts, signs: &Signs) -> Option<BlockPage> {
    if page.text > 0 || page.visible > MAX_SHELL {
        return None;
    }
    let (kind, evidence) = if signs.has_password {
        // In every language, the labels of a form tell nothing of a story.
        (PageKind::Login, "it has a field for a password and no text")
    } else if signs.scripts > 0 && page.kept == 0 {
        (PageKind::Scripts, "it has scripts and no text")
    } else {
        return None;
    };
    Some(BlockPage { kind, evidence: evidence.to_owned() })
}

/// Counts the words of each kind of block page.
fn tally<'t>(
    table: &'t BlockPageTable,
    blocks: &Blocks,
    measures: &'t Measures,
    title: &str,
    page: &Texts,
) -> Vec<Tally<'t>> {
    let mut tallies = vec![Tally::default(); table.kinds().len()];
    let title = fold(title);
    let whole = table.kinds_of_title(&title).iter();
    let parts = title.split(TITLE_SEPARATORS).map(str::trim).filter(|part| *part != title);
    let titled: FxHashSet<usize> =
        whole.chain(parts.flat_map(|part| table.kinds_of_title(part))).copied().collect();
    titled.iter().for_each(|kind| tallies[*kind].titles += 1);
    for (index, (block, m)) in blocks.list.iter().zip(&measures.blocks).enumerate() {
        let (folded, words) = (measures.folded(index), m.shape.words);
        // Ordinary pages also say in `<noscript>` that they need scripts.
        let is_unseen = block.hidden || is_noscript(blocks, block);
        if is_unseen && page.visible > MAX_SHELL {
            continue;
        }
        let is_text = words >= TEXT_WORDS && m.link_density < LINKED;
        if !is_text && m.link_density < LINKED || matches!(block.kind, BlockKind::Heading(_)) {
            table.kinds_of_title(folded).iter().for_each(|kind| tallies[*kind].titles += 1);
        }
        let hits: Vec<BlockPageHit> = table.hits(folded).collect();
        let mut explained = vec![false; tallies.len()];
        for hit in hits.iter().filter(|hit| !hits.iter().any(|other| contains(other, hit))) {
            let is_heading = matches!(block.kind, BlockKind::Heading(_));
            let share = share(folded, hit, words) + if is_heading { IN_HEADING } else { 0.0 };
            tallies[hit.kind].add(hit, share);
            explained[hit.kind] |= hit.is_sure && share >= 1.0;
        }
        if is_text {
            for (tally, _) in tallies.iter_mut().zip(explained).filter(|(_, is)| *is) {
                tally.explained += words;
            }
        }
    }
    tallies
}

/// The kind of page at an index of the table.
fn kind_at(table: &BlockPageTable, at: usize) -> PageKind {
    PageKind::from_name(&table.kinds()[at]).unwrap_or_default()
}

/// Whether a phrase is a part of another one of the same kind.
fn contains(outer: &BlockPageHit, inner: &BlockPageHit) -> bool {
    let end = |hit: &BlockPageHit| hit.at + hit.phrase.len();
    outer.kind == inner.kind
        && outer.phrase.len() > inner.phrase.len()
        && outer.at <= inner.at
        && end(inner) <= end(outer)
}

/// The share of its points that a phrase has in a block: an article quotes it, or has it somewhere
/// in a long paragraph.
fn share(folded: &str, hit: &BlockPageHit, words: u32) -> f32 {
    let before = folded[..hit.at].trim_end();
    let is_quoted = before.ends_with(['"', '«', '„', '\'']) || before.matches('"').count() % 2 == 1;
    if !is_quoted && (words < LONG_WORDS || hit.at < NEAR_START) { 1.0 } else { INSIDE }
}

impl<'t> Tally<'t> {
    fn add(&mut self, hit: &BlockPageHit<'t>, share: f32) {
        if !hit.is_sure {
            if !self.likely.contains(&hit.phrase) {
                self.likely.push(hit.phrase);
            }
            return;
        }
        match self.sure.iter_mut().find(|(phrase, _)| *phrase == hit.phrase) {
            Some((_, known)) => *known = known.max(share),
            None => self.sure.push((hit.phrase, share)),
        }
    }
}

impl Tally<'_> {
    /// Whether more than words that others use too speak for the kind.
    fn is_evidence(&self) -> bool {
        self.titles > 0 || !self.sure.is_empty()
    }

    fn points(&self) -> f32 {
        let mut sure: Vec<f32> = self.sure.iter().map(|(_, share)| *share).collect();
        sure.sort_by(|a, b| b.total_cmp(a));
        let sure: f32 = sure.iter().take(MAX_SURE).sum();
        let titles = match self.titles {
            0 => 0.0,
            1 => POINTS_TITLE,
            _ => POINTS_TITLE + POINTS_SECOND_TITLE,
        };
        titles + sure * POINTS_SURE + self.likely.len().min(MAX_LIKELY) as f32 * POINTS_LIKELY
    }

    /// The phrases and signs, as a report shows them.
    fn evidence(&self, kind: PageKind, signs: &Signs) -> String {
        let phrases =
            self.sure.iter().map(|(phrase, _)| *phrase).chain(self.likely.iter().copied());
        let mut parts: Vec<String> =
            phrases.take(MAX_EVIDENCE).map(|phrase| format!("\"{phrase}\"")).collect();
        if self.titles > 0 {
            parts.insert(0, "its title".to_owned());
        }
        parts.extend(service(kind, signs).map(|word| format!("the script {word}")));
        parts.join(", ")
    }
}

/// The word of a service in the markup that only this kind of page has.
fn service(kind: PageKind, signs: &Signs) -> Option<&'static str> {
    match kind {
        PageKind::Challenge => signs.challenge,
        PageKind::Parked => signs.parking,
        _ => None,
    }
}

fn has_service(kind: PageKind, signs: &Signs) -> bool {
    service(kind, signs).is_some()
}

fn sign_points(kind: PageKind, signs: &Signs, page: &Texts) -> f32 {
    let is_bare = page.visible <= SHORT[0].0;
    let of_service = if is_bare { POINTS_SERVICE } else { POINTS_SERVICE_BESIDE_TEXT };
    let has_form = match kind {
        PageKind::Challenge => signs.has_captcha,
        PageKind::Login => signs.has_password,
        _ => false,
    };
    let points = [
        (has_service(kind, signs), of_service),
        (has_form, POINTS_FORM),
        (signs.is_hidden_from_search, POINTS_NOINDEX),
    ];
    points.iter().filter(|(is, _)| *is).map(|(_, points)| points).sum()
}

/// The points that lists of links take: a wall stands alone, but an error page offers the rest of
/// the site.
fn linked_cost(kind: PageKind, page: &Texts) -> f32 {
    match kind {
        PageKind::Error | PageKind::Parked => 0.0,
        _ => (page.linked as f32 / LINKED_PER_POINT).min(MAX_LINKED_COST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_table_is_a_kind_of_page() {
        let table = block_page_words();
        assert!(table.kinds().iter().all(|name| PageKind::from_name(name).is_some()));
    }
}

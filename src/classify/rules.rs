//! The rules that decide alone: the user's selectors, the site rule of the page, the grammar of
//! leaked parameters, the containers of consent prompts, and the phrase rules.
//!
//! They run before the classifier, and their rulings are final.

use super::measures::Measures;
use crate::block::{
    Block, BlockKind, Blocks, Boilerplate, ContainerId, Landmark, Role, SiteDirective, SiteVerdict,
    Stage, UserDirective, Verdict,
};
use crate::rules::{Mark, PhraseHit, is_parameter_line};

/// Share of the page's words above which a container marked as consent is the article of a page
/// about consent, not a prompt.
const MAX_CONSENT_SHARE: f32 = 0.5;

/// Records a ruling on each block that a rule decides.
pub(super) fn apply(
    blocks: &mut Blocks,
    measures: &Measures,
    phrases: &[Option<PhraseHit<'static>>],
) {
    let prompts = consent_prompts(blocks, measures);
    for i in 0..blocks.list.len() {
        if let Some((verdict, stage, rule, because)) = decide(blocks, &prompts, phrases, i) {
            blocks.list[i].add_ruling(verdict, stage, rule, because);
        }
    }
}

type Decision = (Verdict, Stage, std::borrow::Cow<'static, str>, String);

fn decide(
    blocks: &Blocks,
    prompts: &[Option<ContainerId>],
    phrases: &[Option<PhraseHit<'static>>],
    i: usize,
) -> Option<Decision> {
    let block = &blocks.list[i];
    let cut = |what, rule: &'static str, because: String| {
        Some((Verdict::Cut(what), Stage::Rules, rule.into(), because))
    };
    match blocks.containers[block.container as usize].user {
        Some(UserDirective::Prune) => {
            return Some((
                Verdict::Cut(Boilerplate::User),
                Stage::User,
                "prune".into(),
                String::new(),
            ));
        }
        Some(UserDirective::Keep) => {
            return Some((Verdict::Keep(Role::Body), Stage::User, "keep".into(), String::new()));
        }
        Some(UserDirective::Filter) => {
            return Some((
                Verdict::Cut(Boilerplate::User),
                Stage::User,
                "filter-list".into(),
                String::new(),
            ));
        }
        None => {}
    }
    if let Some(word) = &blocks.containers[block.container as usize].site
        && let Some(decision) = by_site_rule(block, word)
    {
        return Some(decision);
    }
    if block.kind != BlockKind::Preformatted && is_parameter_line(&block.text) {
        return cut(Boilerplate::Widget, "theme-parameters", "leaked theme parameters".into());
    }
    if let Some(prompt) = prompts[block.container as usize] {
        let container = &blocks.containers[prompt as usize];
        return cut(
            Boilerplate::Consent,
            "consent-container",
            format!("in <{} {}>", container.tag, container.names),
        );
    }
    let hit = phrases[i]?;
    Some((
        Verdict::Cut(hit.rule.cut_as()),
        Stage::Rules,
        hit.rule.id.clone().into(),
        format!("“{}”", hit.phrase),
    ))
}

/// For each container: the innermost consent prompt that holds it, itself included. A prompt is a
/// container that is marked as consent and is only a part of the page.
fn consent_prompts(blocks: &Blocks, measures: &Measures) -> Vec<Option<ContainerId>> {
    let total = measures.words.max(1) as f32;
    let mut prompts: Vec<Option<ContainerId>> = Vec::with_capacity(blocks.containers.len());
    // A parent comes before its children and has at least as many words.
    for (id, (container, m)) in (0..).zip(blocks.containers.iter().zip(&measures.containers)) {
        let is_part = m.words as f32 <= MAX_CONSENT_SHARE * total;
        let is_prompt = is_part
            && container.marks.has(Mark::Consent)
            && container.landmark != Some(Landmark::Article);
        let above = container.parent.and_then(|parent| prompts[parent as usize]);
        prompts.push(if is_prompt { Some(id) } else { above });
    }
    prompts
}

/// The ruling of the site rule on a block.
///
/// Everything visible inside `body` is main content: the author of the rule sees what it matches
/// and can strip parts of it. The furniture step decides on images, and the classifier on hidden
/// text.
fn by_site_rule(block: &Block, word: &SiteDirective) -> Option<Decision> {
    let (verdict, rule) = match word.verdict {
        SiteVerdict::Body if block.is_media() || block.hidden => return None,
        SiteVerdict::Body if block.kind == BlockKind::Caption => {
            (Verdict::Keep(Role::Caption), "site-body")
        }
        SiteVerdict::Body => (Verdict::Keep(Role::Body), "site-body"),
        SiteVerdict::Outside => (Verdict::Cut(Boilerplate::Other), "site-outside"),
        SiteVerdict::Strip => (Verdict::Cut(Boilerplate::User), "site-strip"),
    };
    let line = &word.line;
    Some((
        verdict,
        Stage::Site,
        rule.into(),
        format!("{} {}: {}", line.place, line.key, line.expression),
    ))
}

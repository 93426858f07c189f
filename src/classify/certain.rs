//! Rules that need no weighing: what the user said, the rule for the page's site, the grammar of leaked parameters, containers of consent prompts, phrases.
//!
//! They run before the judge and veto it.

use super::measures::Measures;
use crate::block::{
    Block, BlockKind, Blocks, Boilerplate, ContainerId, Landmark, Role, SiteVerdict, SiteWord,
    Stage, UserWord, Verdict,
};
use crate::rules::{Mark, PhraseHit, is_parameter_line};

/// Share of the page's words above which a container named for consent is the page of a site about consent.
const MAX_CONSENT_SHARE: f32 = 0.5;

/// Rules on the blocks for which a rule is certain.
pub(super) fn rule(
    blocks: &mut Blocks,
    measures: &Measures,
    phrases: &[Option<PhraseHit<'static>>],
) {
    let prompts = prompts(blocks, measures);
    for i in 0..blocks.list.len() {
        if let Some((verdict, stage, rule, because)) = certainty(blocks, &prompts, phrases, i) {
            blocks.list[i].rule(verdict, stage, rule, because);
        }
    }
}

type Certainty = (Verdict, Stage, std::borrow::Cow<'static, str>, String);

fn certainty(
    blocks: &Blocks,
    prompts: &[Option<ContainerId>],
    phrases: &[Option<PhraseHit<'static>>],
    i: usize,
) -> Option<Certainty> {
    let block = &blocks.list[i];
    let cut = |what, rule: &'static str, because: String| {
        Some((Verdict::Cut(what), Stage::Rules, rule.into(), because))
    };
    match blocks.containers[block.container as usize].user {
        Some(UserWord::Prune) => {
            return Some((
                Verdict::Cut(Boilerplate::User),
                Stage::User,
                "prune".into(),
                String::new(),
            ));
        }
        Some(UserWord::Keep) => {
            return Some((Verdict::Keep(Role::Body), Stage::User, "keep".into(), String::new()));
        }
        Some(UserWord::Filter) => {
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
        && let Some(certainty) = by_site(block, word)
    {
        return Some(certainty);
    }
    if block.kind != BlockKind::Preformatted && is_parameter_line(&block.text) {
        return cut(
            Boilerplate::Widget,
            "theme-parameters",
            "parameters of a theme, leaked".into(),
        );
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

/// For each container: the innermost one around it, itself included, that is named for consent and is no more than a part of the page.
fn prompts(blocks: &Blocks, measures: &Measures) -> Vec<Option<ContainerId>> {
    let total = measures.words.max(1) as f32;
    let mut prompts: Vec<Option<ContainerId>> = Vec::with_capacity(blocks.containers.len());
    // A parent stands before its children and has at least their words.
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

/// What the rule for the page's site says of a block.
///
/// Inside of its `body` everything that shows is the text: whoever wrote the rule can see what it finds, and strip from it. Pictures are left to the
/// pass that frames the story, and what nobody sees to the judge.
fn by_site(block: &Block, word: &SiteWord) -> Option<Certainty> {
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

//! The tokenizer cases of html5lib's test suite.
//!
//! The suite is not part of the project: `HTML5LIB_TESTS` names the folder that contains its
//! `tokenizer` and `tree-construction` folders. The tests run only with `--ignored`, and fail if
//! the variable is not set.

use std::fs;
use std::path::{Path, PathBuf};

use html5ever::tokenizer::states::{RawKind, State};
use html5ever::tokenizer::{TagKind, Token};
use serde_json::{Value, json};

use super::differential::folder;
use super::{Recorder, Start, run};

/// The files of the suite in `subfolder` with this ending.
pub(super) fn files(subfolder: &str, ending: &str) -> Vec<PathBuf> {
    let mut folders = vec![folder("HTML5LIB_TESTS").join(subfolder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder)
            .expect("a folder of the suite")
            .map(|e| e.expect("an entry").path())
        {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// One case in one of its states.
fn check(case: &Value, state: &str) -> Option<Result<(), String>> {
    let is_escaped = case["doubleEscaped"].as_bool().unwrap_or(false);
    let text = |value: &Value| {
        value
            .as_str()
            .map(|t| if is_escaped { unescaped(t) } else { Some(t.to_owned()) })
            .unwrap_or_default()
    };
    // A lone surrogate is not valid text.
    let input = text(&case["input"])?;
    let state = match state {
        "PLAINTEXT state" => State::Plaintext,
        "RCDATA state" => State::RawData(RawKind::Rcdata),
        "RAWTEXT state" => State::RawData(RawKind::Rawtext),
        "Script data state" => State::RawData(RawKind::ScriptData),
        "CDATA section state" => State::CdataSection,
        _ => State::Data,
    };
    let raw_element = case["lastStartTag"].as_str().unwrap_or_default().to_owned();
    // A start tag such as `<script>` does not change the state in these cases. It changes none in
    // foreign content either, so the recorder claims to be there.
    let sink = Recorder { is_foreign: true, ..Recorder::default() };
    let sink_or_html = if input.contains("[CDATA[") { Recorder::default() } else { sink };
    run(&input, &sink_or_html, &Start { state, raw_element });
    let ours: Vec<Value> = sink_or_html.tokens.into_inner().into_iter().map(shown).collect();
    let expected = expected(case["output"].as_array()?, is_escaped)?;
    Some(if ours == expected {
        Ok(())
    } else {
        Err(format!("{input:?}\n  ours     {ours:?}\n  expected {expected:?}"))
    })
}

/// The expected tokens: characters joined, errors (which older files list among them) removed.
fn expected(output: &[Value], is_escaped: bool) -> Option<Vec<Value>> {
    let mut tokens: Vec<Value> = Vec::new();
    for token in output.iter().filter(|t| t.is_array()) {
        let token = if is_escaped {
            serde_json::from_str(&unescaped(&token.to_string().replace("\\\\u", "\\u"))?).ok()?
        } else {
            token.clone()
        };
        match tokens.last_mut() {
            Some(last) if last[0] == "Character" && token[0] == "Character" => {
                last[1] = json!(format!("{}{}", last[1].as_str()?, token[1].as_str()?));
            }
            _ => tokens.push(token),
        }
    }
    Some(tokens)
}

/// Text in which `\u` and four digits stand for a character.
fn unescaped(text: &str) -> Option<String> {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u") {
        units.extend(before.encode_utf16());
        units.push(u16::from_str_radix(after.get(..4)?, 16).ok()?);
        rest = &after[4..];
    }
    units.extend(rest.encode_utf16());
    String::from_utf16(&units).ok()
}

fn shown(token: Token) -> Value {
    match token {
        Token::CharacterTokens(text) => json!(["Character", &*text]),
        Token::CommentToken(text) => json!(["Comment", &*text]),
        Token::DoctypeToken(d) => {
            json!([
                "DOCTYPE",
                d.name.as_deref(),
                d.public_id.as_deref(),
                d.system_id.as_deref(),
                !d.force_quirks
            ])
        }
        Token::TagToken(tag) if tag.kind == TagKind::EndTag => json!(["EndTag", &*tag.name]),
        Token::TagToken(tag) => {
            let attributes: serde_json::Map<String, Value> =
                tag.attrs.iter().map(|a| (a.name.local.to_string(), json!(&*a.value))).collect();
            if tag.self_closing {
                json!(["StartTag", &*tag.name, attributes, true])
            } else {
                json!(["StartTag", &*tag.name, attributes])
            }
        }
        _ => Value::Null,
    }
}

fn cases(path: &Path) -> Vec<Value> {
    let file: Value = serde_json::from_str(&fs::read_to_string(path).expect("readable"))
        .expect("a file of cases");
    // `xmlViolationTests` are about a mode that browsers do not have.
    file["tests"].as_array().cloned().unwrap_or_default()
}

#[test]
#[ignore = "needs HTML5LIB_TESTS, the folder of html5lib's test suite"]
#[allow(clippy::print_stderr, reason = "the counts are the result")]
fn tokenizer_cases_of_html5lib() {
    let files = files("tokenizer", "test");
    let (mut passed, mut skipped, mut failed) = (0, 0, Vec::new());
    for path in &files {
        for case in cases(path) {
            let states = case["initialStates"]
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![json!("Data state")]);
            for state in &states {
                match check(&case, state.as_str().unwrap_or_default()) {
                    None => skipped += 1,
                    Some(Ok(())) => passed += 1,
                    Some(Err(what)) => {
                        failed.push(format!("{} ({}): {what}", path.display(), case["description"]))
                    }
                }
            }
        }
    }
    eprintln!(
        "html5lib tokenizer: {} files, {passed} passed, {} failed, {skipped} skipped (lone \
          surrogates)",
        files.len(),
        failed.len()
    );
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(passed > 1000);
}

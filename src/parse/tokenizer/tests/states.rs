//! Cases for each path through the standard's states, in the order of the standard.

use html5ever::tokenizer::{Tag, TagKind, Token};

use super::{Start, tokens};

/// Tokens on one line: text in quotes, tags and comments in their source form.
fn shown(tokens: &[Token]) -> String {
    let parts = tokens.iter().map(|token| match token {
        Token::CharacterTokens(text) => format!("{:?}", &**text),
        Token::CommentToken(text) => format!("<!--{}-->", &**text),
        Token::TagToken(Tag { kind: TagKind::EndTag, name, .. }) => format!("</{name}>"),
        Token::TagToken(tag) => {
            let attributes: String =
                tag.attrs.iter().map(|a| format!(" {}={:?}", a.name.local, &*a.value)).collect();
            format!("<{}{attributes}{}>", tag.name, if tag.self_closing { "/" } else { "" })
        }
        Token::DoctypeToken(d) => {
            let id = |id: &Option<html5ever::tendril::StrTendril>| {
                id.as_deref().map_or("-".to_owned(), |id| format!("{id:?}"))
            };
            let quirks = if d.force_quirks { " quirks" } else { "" };
            format!(
                "<!DOCTYPE {} {} {}{quirks}>",
                d.name.as_deref().unwrap_or("-"),
                id(&d.public_id),
                id(&d.system_id)
            )
        }
        other => format!("{other:?}"),
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// Checks that both tokenizers give the expected tokens.
fn check_in(is_foreign: bool, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let (ours, theirs) = tokens(text, is_foreign, &Start::default()).expect("few attributes");
        assert_eq!(shown(&ours), *expected, "ours, of {text:?}");
        assert_eq!(shown(&theirs), *expected, "html5ever's, of {text:?}");
    }
}

fn check(cases: &[(&str, &str)]) {
    check_in(false, cases);
}

#[test]
fn data() {
    check(&[
        ("", ""),
        ("a", r#""a""#),
        ("a&lt;b", r#""a<b""#),
        ("a\0b", r#""a\0b""#),
        ("a\r\nb\rc\n", r#""a\nb\nc\n""#),
        ("a < b <3 <é", r#""a < b <3 <é""#),
        ("<", r#""<""#),
        ("a<<p>", r#""a<" <p>"#),
        ("&amp;<p>&", r#""&" <p> "&""#),
    ]);
}

#[test]
fn tag_open_and_end_tag_open() {
    check(&[
        ("<p>", "<p>"),
        ("</p>", "</p>"),
        ("</", r#""</""#),
        ("a</", r#""a</""#),
        ("</>a", r#""a""#),
        ("</ p>", "<!-- p-->"),
        ("</1>", "<!--1-->"),
        ("<?xml a='>'?>", r#"<!--?xml a='--> "'?>""#),
        ("<?", "<!--?-->"),
        ("<!", "<!---->"),
    ]);
}

#[test]
fn tag_name() {
    check(&[
        ("<DIV>", "<div>"),
        ("<d\0iV-é>", "<d\u{fffd}iv-é>"),
        ("<a\tb>", r#"<a b="">"#),
        ("<a/>", "<a/>"),
        ("<a", ""),
        ("x<a", r#""x""#),
        ("</A b=c/>", "</a>"),
        ("<blockquote></BLOCKQUOTE>", "<blockquote> </blockquote>"),
        ("<a<b>", "<a<b>"),
    ]);
}

#[test]
fn attribute_names() {
    check(&[
        ("<a b>", r#"<a b="">"#),
        ("<a B=c b=d>", r#"<a b="c">"#),
        ("<a b/c>", r#"<a b="" c="">"#),
        ("<a / b>", r#"<a b="">"#),
        ("<a =b=c>", r#"<a =b="c">"#),
        ("<a =>", r#"<a =="">"#),
        ("<a b\0>", "<a b\u{fffd}=\"\">"),
        ("<a \"b'<>", r#"<a "b'<="">"#),
        ("<a b\n\x0c=\t c>", r#"<a b="c">"#),
        ("<a b c>", r#"<a b="" c="">"#),
        ("<a b", ""),
        ("<a b ", ""),
        ("<a b /", ""),
        ("<a data-long-name=1 DATA-LONG-NAME=2>", r#"<a data-long-name="1">"#),
    ]);
}

#[test]
fn attribute_values() {
    check(&[
        ("<a b=\"c'd\">", r#"<a b="c'd">"#),
        ("<a b='c\"d'>", r#"<a b="c\"d">"#),
        ("<a b=c'd\"e=f`>", r#"<a b="c'd\"e=f`">"#),
        ("<a b=''c>", r#"<a b="" c="">"#),
        ("<a b=''/>", r#"<a b=""/>"#),
        ("<a b=c/>", r#"<a b="c/">"#),
        ("<a b=>", r#"<a b="">"#),
        ("<a b= >", r#"<a b="">"#),
        ("<a b='\0&amp;\r\n'>", "<a b=\"\u{fffd}&\\n\">"),
        ("<a b=\0&amp;>", "<a b=\"\u{fffd}&\">"),
        ("<a b='&copy=1&copy&copy;&copyx'>", "<a b=\"&copy=1©©&copyx\">"),
        ("<a b=&copy>", "<a b=\"©\">"),
        ("<a b='c", ""),
        ("<a b='&", ""),
        ("<a b=c", ""),
        ("<a b=", ""),
        ("<a b='c'", ""),
    ]);
}

#[test]
fn rcdata() {
    check(&[
        ("<title>a<b>&amp;</title>c", r#"<title> "a<b>&" </title> "c""#),
        ("<title></TITLE x>", "<title> </title>"),
        ("<title></title/>", "<title> </title>"),
        ("<title></titlex></title", r#"<title> "</titlex></title""#),
        ("<title></title x", "<title>"),
        ("<title></textarea></ title>\0", "<title> \"</textarea></ title>\u{fffd}\""),
        ("<title>&</title>", r#"<title> "&" </title>"#),
    ]);
}

#[test]
fn rawtext_and_plaintext() {
    check(&[
        ("<style>a<b>&amp;\0</style >c", "<style> \"a<b>&amp;\u{fffd}\" </style> \"c\""),
        ("<style><!--</style>", r#"<style> "<!--" </style>"#),
        ("<style></styl></style\n>", r#"<style> "</styl>" </style>"#),
        ("<style></", r#"<style> "</""#),
        ("<plaintext>a</plaintext>&amp;\0", "<plaintext> \"a</plaintext>&amp;\u{fffd}\""),
        ("<plaintext>", "<plaintext>"),
    ]);
}

#[test]
fn script_data() {
    check(&[
        ("<script>a<b&amp;\0</script>", "<script> \"a<b&amp;\u{fffd}\" </script>"),
        ("<script></scriptx></script\t>", r#"<script> "</scriptx>" </script>"#),
        ("<script></SCRIPT/>a", r#"<script> </script> "a""#),
        ("<script><!-</script>", r#"<script> "<!-" </script>"#),
        ("<script>a", r#"<script> "a""#),
        ("<script><", r#"<script> "<""#),
    ]);
}

#[test]
fn script_data_escaped() {
    check(&[
        ("<script><!--a</script>", r#"<script> "<!--a" </script>"#),
        ("<script><!-- <b </x </script>", r#"<script> "<!-- <b </x " </script>"#),
        ("<script><!--a--></script>", r#"<script> "<!--a-->" </script>"#),
        ("<script><!--><script></script>", r#"<script> "<!--><script>" </script>"#),
        ("<script><!---><script></script>", r#"<script> "<!---><script>" </script>"#),
        (
            "<script><!--- -><script></script></script>",
            r#"<script> "<!--- -><script></script>" </script>"#,
        ),
        ("<script><!--scriptx <scriptx></script>", r#"<script> "<!--scriptx <scriptx>" </script>"#),
    ]);
}

#[test]
fn script_data_double_escaped() {
    check(&[
        ("<script><!--<script></script></script>", r#"<script> "<!--<script></script>" </script>"#),
        ("<script><!--<SCRIPT/</SCRIPT </script>", r#"<script> "<!--<SCRIPT/</SCRIPT " </script>"#),
        ("<script><!--<script>--></script>", r#"<script> "<!--<script>-->" </script>"#),
        (
            "<script><!--<script>--!></script></script>",
            r#"<script> "<!--<script>--!></script>" </script>"#,
        ),
        (
            "<script><!--<script></scriptx></script></script>",
            r#"<script> "<!--<script></scriptx></script>" </script>"#,
        ),
        (
            "<script><!--<script><script></script></script>",
            r#"<script> "<!--<script><script></script>" </script>"#,
        ),
        (
            "<script><!--<script></script><script></script></script>",
            r#"<script> "<!--<script></script><script></script>" </script>"#,
        ),
        ("<script><!--<script></script>", r#"<script> "<!--<script></script>""#),
        ("<script><!--<script", r#"<script> "<!--<script""#),
    ]);
}

#[test]
fn comments() {
    check(&[
        ("<!--a-->b", r#"<!--a--> "b""#),
        ("<!-->a", r#"<!----> "a""#),
        ("<!--->a", r#"<!----> "a""#),
        ("<!---->a", r#"<!----> "a""#),
        ("<!----->a", r#"<!-----> "a""#),
        ("<!--a--!>b", r#"<!--a--> "b""#),
        ("<!----!>a", r#"<!----> "a""#),
        ("<!---!>a-->", "<!---!>a-->"),
        ("<!--!>a-->", "<!--!>a-->"),
        ("<!--a-b--c--!d-->", "<!--a-b--c--!d-->"),
        ("<!--a--!-->", "<!--a--!-->"),
        ("<!--a<!--b<!-->c", r#"<!--a<!--b<!--> "c""#),
        ("<!--a<!->-->", "<!--a<!->-->"),
        ("<!--\0-->", "<!--\u{fffd}-->"),
        ("<!--", "<!---->"),
        ("<!---", "<!---->"),
        ("<!----", "<!---->"),
        ("<!-----", "<!----->"),
        ("<!----!", "<!---->"),
        ("<!--a", "<!--a-->"),
        ("<!--a-", "<!--a-->"),
        ("<!--a--", "<!--a-->"),
        ("<!--a--!", "<!--a-->"),
        ("<!--a--!-", "<!--a--!-->"),
        ("<!--a<!--", "<!--a<!-->"),
    ]);
}

#[test]
fn declarations_that_are_bogus_comments() {
    check(&[
        ("<!a>b", r#"<!--a--> "b""#),
        ("<!->b", r#"<!-----> "b""#),
        ("<!-a", "<!---a-->"),
        ("<!\0>", "<!--\u{fffd}-->"),
        ("<![CDATA[a]]>", "<!--[CDATA[a]]-->"),
        ("<!doctyp>", "<!--doctyp-->"),
    ]);
}

#[test]
fn cdata_sections() {
    check_in(
        true,
        &[
            ("<![CDATA[a<b>&amp;]]>c", r#""a<b>&amp;c""#),
            ("<![CDATA[]]]>]]>", r#""]]]>""#),
            ("<![CDATA[]]]]>", r#""]]""#),
            ("<![CDATA[a\0", r#""a\0""#),
            ("<![CDATA[a]", r#""a]""#),
            ("<![CDATA[a]]", r#""a]]""#),
            ("<![cdata[a]]>", "<!--[cdata[a]]-->"),
            ("<script><b></script>", "<script> <b> </script>"),
        ],
    );
}

#[test]
fn document_types() {
    check(&[
        ("<!doctype html>a", r#"<!DOCTYPE html - -> "a""#),
        ("<!DOCTYPEHtML>", "<!DOCTYPE html - ->"),
        ("<!doctype>", "<!DOCTYPE - - - quirks>"),
        ("<!doctype", "<!DOCTYPE - - - quirks>"),
        ("<!doctype ", "<!DOCTYPE - - - quirks>"),
        ("<!doctype h", "<!DOCTYPE h - - quirks>"),
        ("<!doctype h ", "<!DOCTYPE h - - quirks>"),
        ("<!doctype \0>", "<!DOCTYPE \u{fffd} - ->"),
        ("<!doctype h >", "<!DOCTYPE h - ->"),
        ("<!doctype h x>", "<!DOCTYPE h - - quirks>"),
        ("<!doctype h PUBLIC 'a' \"b\">", r#"<!DOCTYPE h "a" "b">"#),
        ("<!doctype h public'a''b'>", r#"<!DOCTYPE h "a" "b">"#),
        ("<!doctype h public 'a'>", r#"<!DOCTYPE h "a" ->"#),
        ("<!doctype h public 'a' x>", r#"<!DOCTYPE h "a" - quirks>"#),
        ("<!doctype h public 'a'", r#"<!DOCTYPE h "a" - quirks>"#),
        ("<!doctype h public 'a>b", r#"<!DOCTYPE h "a" - quirks> "b""#),
        ("<!doctype h public 'a", r#"<!DOCTYPE h "a" - quirks>"#),
        ("<!doctype h public>", "<!DOCTYPE h - - quirks>"),
        ("<!doctype h public x>", "<!DOCTYPE h - - quirks>"),
        ("<!doctype h system 'a\0'>", "<!DOCTYPE h - \"a\u{fffd}\">"),
        ("<!doctype h system 'a' x>", r#"<!DOCTYPE h - "a">"#),
        ("<!doctype h system 'a' x", r#"<!DOCTYPE h - "a">"#),
        ("<!doctype h system 'a' ", r#"<!DOCTYPE h - "a" quirks>"#),
        ("<!doctype h system \"a>", r#"<!DOCTYPE h - "a" quirks>"#),
        ("<!doctype h system", "<!DOCTYPE h - - quirks>"),
        ("<!doctype h publi 'a'>", "<!DOCTYPE h - - quirks>"),
    ]);
}

#[test]
fn character_references() {
    check(&[
        ("&notit;&notin;", r#""¬it;∉""#),
        ("&#x;&#;&;& &", r##""&#x;&#;&;& &""##),
        ("&#x80;&#0;&#xD800;&#x110000;&#1114112", "\"€\u{fffd}\u{fffd}\u{fffd}\u{fffd}\""),
        ("&ngE;", r#""≧\u{338}""#),
        ("&am", r#""&am""#),
        ("&amp", r#""&""#),
        ("&#65", r#""A""#),
    ]);
}

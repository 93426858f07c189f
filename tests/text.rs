//! Text mode from outside: a known faulty text and its variants, clean article text that must not
//! change, and whole pages.

use std::fmt::Write as _;
use std::path::Path;

use cleancopy::text_mode::{LineOutcome, TextOptions, clean_text};

/// A title and eight paragraphs, in the shape of that faulty text.
const STORY: &str = "The ford and the ferry: council puts off the bridge, again


The council of the valley has put off its vote on the new bridge for the third time in a year, after a meeting that lasted until midnight. The mayor’s office confirmed on Tuesday that no date has been set.

The decision follows the flood of May 3, which closed the ford and cut off 26 farms. The district, blaming a blocked weir, sent crews upstream on May 7. Both sides agreed on a truce over the water on May 10.

While the clerk did not give details, his remarks suggest that the ferry company may have been asked to wait, “as it has been asked before,” he said.

The ferryman, in his own post, gave a broader account. He revealed that aside from the bridge, the talks also covered the mill, the weir's repair and the price of a crossing.

Regarding the mill, he said he told the council that “a mill cannot stand empty,” claiming that both sides agreed.

His remarks further confirmed that the farmers are considering a suit over the weir. They reportedly warned that they “will have to respond” to another dry summer.

The talks represent a rare moment of unity amid rising water—highlighting the ferry’s growing place in the valley’s affairs ahead of the election of 2024.

In the context of the valley, this joint admission may open the way for a bridge—or at least signal a shared interest in dry feet.";

fn check(tail: &str) {
    let text = format!("{STORY}\n\n\n \n\n{tail}");
    let clean = clean_text(&text, &TextOptions::default());
    assert_eq!(clean.text().trim_end(), STORY, "{tail}");
    let again = clean_text(&clean.text(), &TextOptions::default()).text();
    assert_eq!(again, clean.text(), "not the same when cleaned again: {tail}");
}

#[test]
fn a_prompt_is_removed_with_its_message_and_button() {
    check(
        "buttons=(Accept !) days=(20)\n\nOur website uses cookies to enhance your experience. Learn More\nAccept !",
    );
}

#[test]
fn prompts_with_other_values_and_keys_are_removed() {
    check(
        "buttons=(Ok, Go it!) days=(7)\nOur website uses cookies to enhance your experience. Learn More\nOk, Go it!",
    );
    check(
        "#buttons=(Accept !) #days=(20) #type=(blogger)\n\nOur website uses cookies to improve your experience. Learn more\nAccept !",
    );
    check(
        "$ok={Accept !} $days={7}\nOur website uses cookies to improve your experience. Learn more\nOK",
    );
    check(
        "ok={Got it} days={365}\n\nWe use cookies to give you the best experience on our site.\nGot it",
    );
}

#[test]
fn prompts_in_other_languages_are_removed() {
    check(
        "buttons=(Zgadzam się) days=(20)\n\nNasza strona używa plików cookie, aby poprawić komfort. Dowiedz się więcej\nZgadzam się",
    );
    check(
        "buttons=(Einverstanden) days=(20)\nDiese Website verwendet Cookies, um Ihr Erlebnis zu verbessern. Mehr erfahren\nEinverstanden",
    );
    check(
        "buttons=(Aceptar) days=(20)\n\nNuestro sitio web utiliza cookies para mejorar tu experiencia. Más información\nAceptar",
    );
    check("buttons=(Понятно) days=(20)\nНаш сайт использует файлы cookie. Подробнее\nПонятно");
    check(
        "buttons=(موافق) days=(20)\nيستخدم موقعنا ملفات تعريف الارتباط لتحسين تجربتك. معرفة المزيد\nموافق",
    );
    check(
        "buttons=(同意する) days=(20)\n当サイトではCookieを使用しています。詳細はこちら\n同意する",
    );
    check(
        "buttons=(Đồng ý) days=(20)\nTrang web của chúng tôi sử dụng cookie để nâng cao trải nghiệm. Tìm hiểu thêm\nĐồng ý",
    );
    // A language that no table has: the rules act on the lines after the parameters.
    check(
        "buttons=(თანხმობა) days=(20)\n\nჩვენი საიტი იყენებს ქუქი-ფაილებს. გაიგეთ მეტი\nთანხმობა",
    );
}

#[test]
fn prompts_with_missing_parts_are_removed() {
    check("buttons=(Accept !) days=(20)");
    check("buttons=(Accept !) days=(20)\nAccept !");
    check(
        "buttons=(Accept !) days=(20)\n\nOur website uses cookies to enhance your experience. Learn More",
    );
    check("Our website uses cookies to enhance your experience. Learn More\nAccept !");
    check("Our website uses cookies to enhance your experience. Learn More");
    check("Our website uses cookies to enhance your experience.\nLearn More\nAccept !");
    check("Accept !");
}

#[test]
fn escaped_prompts_are_removed() {
    check(
        "buttons=(Accept&nbsp;!) days=(20)\n\nOur website uses cookies to enhance your experience. &lt;a href=&quot;/p/cookies&quot;&gt;Learn More&lt;/a&gt;\nAccept !",
    );
    check(
        "&#36;ok=&#123;Accept !&#125; &#36;days=&#123;7&#125;\nOur website uses cookies to enhance your experience.&nbsp;Learn More\nAccept&#32;&#33;",
    );
    check(
        "<p>buttons=(Accept !) days=(20)</p>\n<p>Our website uses cookies to enhance your experience. <a href=\"#\">Learn More</a></p>\n<button>Accept !</button>",
    );
}

#[test]
fn a_text_that_is_escaped_as_a_whole_is_resolved() {
    let story = STORY.replace('’', "'").replace(['“', '”'], "\"");
    let text = format!(
        "{story}\n\nbuttons=(Accept !) days=(20)\nOur website uses cookies to enhance your experience. Learn More\nAccept !"
    );
    let escaped = text.replace('&', "&amp;").replace('\'', "&#x27;").replace('"', "&quot;");
    assert_eq!(clean_text(&escaped, &TextOptions::default()).text(), story);
}

#[test]
fn prompts_on_one_line_are_removed() {
    check(
        "buttons=(Accept !) days=(20) Our website uses cookies to enhance your experience. Learn More Accept !",
    );
    let story = STORY.split_whitespace().collect::<Vec<_>>().join(" ");
    for tail in [
        "buttons=(Accept !) days=(20) Our website uses cookies to enhance your experience. Learn More Accept !",
        "#buttons=(Ok) #days=(7) Accept !",
        "buttons=(Zgadzam się) days=(20) Nasza strona używa plików cookie. Dowiedz się więcej Zgadzam się",
        "Our website uses cookies to enhance your experience. Learn More Accept !",
    ] {
        let clean = clean_text(&format!("{story} {tail}"), &TextOptions::default()).text();
        assert_eq!(clean, story, "{tail}");
        assert_eq!(clean_text(&clean, &TextOptions::default()).text(), clean);
    }
}

#[test]
fn an_article_about_such_a_prompt_is_unchanged() {
    for text in [
        "The line buttons=(Accept !) days=(20) stood under the story.\n\nNobody at the theme's maker could say why.",
        "“Our website uses cookies to enhance your experience,” the banner read. Readers pressed the button all the same.",
        "How the cookie banner came to be\n\nA law of 2009 asked sites to say what they store. Most chose a banner.\n\nCritics say consent given so is none.",
        "Shortcodes such as [gallery] and [caption] are replaced when a page is shown.\n\nWhen the plugin is gone, they stay.",
        "Sign up for our newsletter, the leaflet urged residents of the estate, one of several attempts to win them back.",
    ] {
        let clean = clean_text(text, &TextOptions::default());
        assert!(!clean.is_changed(), "{:?}", clean.explain(false));
        assert_eq!(clean.text(), text);
    }
}

/// A whole page as an extractor returns it that removes nothing.
#[test]
fn page_chrome_is_removed_and_the_article_stays() {
    let head = "Skip to content\nMenu\nHome\nNews\nSport\nWeather\nSign in\nSubscribe\nSearch\n";
    let tail = "\nShare this article\nFacebook\nTwitter\nWhatsApp\nRelated articles\nSeven swans on the mill pond\nA baker who sings at dawn\nAbout us\nContact us\nPrivacy \
                policy\nTerms of use\n© 2024 The Valley Courier. All rights reserved.";
    let page = format!("{head}{STORY}{tail}");
    let clean = clean_text(&page, &TextOptions::default());
    assert!(clean.is_page);
    let text = clean.text();
    for gone in ["Sign in", "WhatsApp", "Privacy policy", "rights reserved"] {
        assert!(!text.contains(gone), "{gone}\n{text}");
    }
    for paragraph in STORY.lines().filter(|l| l.len() > 150) {
        assert!(text.contains(paragraph), "{paragraph}");
    }
    assert_eq!(clean_text(&text, &TextOptions::default()).text(), text);
}

#[test]
fn terminal_escapes_are_removed() {
    let clean = clean_text(
        "It rained\u{1b}[31m all\u{7} day.\nbuttons=(\u{1b}]0;x\u{7}) days=(2)",
        &TextOptions::default(),
    );
    for shown in [clean.text(), clean.explain(false), clean.diff(false)] {
        assert!(!shown.contains(['\u{1b}', '\u{7}']), "{shown:?}");
    }
}

/// Edited lines are checked again, so that no shortcode remains.
#[test]
fn edited_lines_are_checked_again() {
    for (text, expected) in [
        // An invisible character must not hide a shortcode whose end would show only in the result.
        (
            "The ferry is back.\n[caption id=\"a\"]The ferry[/cap\0tion]\n",
            "The ferry is back.\nThe ferry\n",
        ),
        ("The ferry is back.\nAcc\u{200b}ept all coo\u{ad}kies\n", "The ferry is back.\n"),
    ] {
        let once = clean_text(text, &TextOptions::default()).text();
        assert_eq!(once, expected);
        assert_eq!(clean_text(&once, &TextOptions::default()).text(), once);
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Cleans texts that are clean and returns the share of words that they lose, in thousandths, and
/// the lines.
fn loss<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> (f64, String) {
    let (mut lost, mut all, mut which) = (0, 0, String::new());
    for (id, text) in texts {
        let clean = clean_text(text, &TextOptions::default());
        all += words(text);
        for line in clean.lines.iter().filter(|l| matches!(l.outcome, LineOutcome::Cut(_))) {
            let text = &clean.source[line.range.clone()];
            lost += words(text);
            let _ = writeln!(which, "{id}: {}: {text}", line.rule);
        }
        let once = clean.text();
        assert_eq!(
            clean_text(&once, &TextOptions::default()).text(),
            once,
            "{id} changes when cleaned again"
        );
    }
    (lost as f64 * 1000.0 / all.max(1) as f64, which)
}

#[test]
fn expected_texts_of_the_corpus_lose_almost_nothing() {
    let mut truths = Vec::new();
    for folder in std::fs::read_dir("corpus")
        .expect("the corpus")
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.is_dir())
    {
        for path in
            std::fs::read_dir(folder).expect("a folder").filter_map(|e| Some(e.ok()?.path()))
        {
            if path.extension().is_some_and(|e| e == "md") {
                truths.push((path.display().to_string(), plain(&path)));
            }
        }
    }
    let (loss, which) = loss(truths.iter().map(|(id, text)| (id.as_str(), text.as_str())));
    assert!(loss <= 1.0, "{loss} of a thousand words lost:\n{which}");
}

/// An expected text without the Markdown marks at the start of lines.
fn plain(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("readable");
    text.lines()
        .map(|l| l.trim_start_matches(['#', '>', '-', '*', ' ']))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The time for any text is bounded by its length.
#[test]
fn hostile_texts_take_linear_time() {
    let units = [
        "a\n",
        "menu\nhome\nlogin\nx ",
        "&amp;",
        "&",
        "<",
        "[a b=\"",
        "{getX}",
        "buttons=(a ",
        "days=(1) ",
        "cookie. cookie! ",
        "[[{\"fid\"",
        "\u{200b}\n",
        "\r",
        "$ok={",
        "“",
        "# ",
    ];
    for unit in units {
        let text = unit.repeat(1_000_000 / unit.len());
        let started = std::time::Instant::now();
        let once = clean_text(&text, &TextOptions::default()).text();
        assert!(started.elapsed().as_secs() < 20, "{unit:?}: {:?}", started.elapsed());
        assert_eq!(clean_text(&once, &TextOptions::default()).text(), once, "{unit:?}");
    }
}

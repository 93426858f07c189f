//! Raised, lowered and deleted text keeps its meaning where the text alone would change it.

use super::{html, markdown, plain};

fn paragraph(inside: &str, expected: &str) {
    plain(&format!("<p>{inside}</p>"), expected);
}

#[test]
fn powers_and_indices_stay() {
    for (inside, expected) in [
        ("About 10<sup>6</sup> fish in 40 km<sup>2</sup>.", "About 10⁶ fish in 40 km²."),
        ("It is 10<sup>-3</sup> or 10<sup>−3</sup>.", "It is 10⁻³ or 10⁻³."),
        ("So 2<sup>n</sup> and 2<sup>n+1</sup> boats.", "So 2ⁿ and 2ⁿ⁺¹ boats."),
        ("So e<sup>-2t</sup> and 10<sup>3/2</sup>.", "So e^(-2t) and 10^(3/2)."),
        ("H<sub>2</sub>O, CO<sub>2</sub> and v<sub>0</sub>.", "H₂O, CO₂ and v₀."),
        ("Then k<sub>ij</sub> and k<sub>B</sub>.", "Then kᵢⱼ and k_(B)."),
        ("The <sup>14</sup>C of (a+b)<sup>2</sup>.", "The 14C of (a+b)²."),
    ] {
        paragraph(inside, expected);
        markdown(&format!("<p>{inside}</p>"), &expected.replace("k_(B)", "k\\_(B)"));
    }
}

#[test]
fn ordinals_stay_and_note_marks_stand_in_brackets() {
    for (inside, expected) in [
        (
            "On the 1<sup>st</sup>, the 2<sup>nd</sup> of M<sup>me</sup>.",
            "On the 1st, the 2nd of Mme.",
        ),
        (
            "The 2<sup>e</sup> and n<sup>o</sup> 4 of Weir<sup>TM</sup>.",
            "The 2e and no 4 of WeirTM.",
        ),
        ("It rose<sup><a href=\"#fn1\">1</a></sup> again.", "It rose[1] again."),
        ("In 1984<a href=\"#n\"><sup>4</sup></a> it was dry.", "In 1984[4] it was dry."),
        ("In 1984<sup class=\"reference\">4</sup> it was dry.", "In 1984[4] it was dry."),
        ("It rose<sup>3</sup>.", "It rose[3]."),
        ("It rose <sup>3</sup> times.", "It rose 3 times."),
        ("The files RCS<sub>*</sub> went.", "The files RCS* went."),
        ("It is a reading<sub>note</sub>.", "It is a readingnote."),
    ] {
        paragraph(inside, expected);
    }
}

#[test]
fn deleted_text_is_marked_or_left_out() {
    let page =
        "<p>A day ticket is <s>40</s> <b>30</b> crowns, for <del>12</del><ins>14</ins> days.</p>";
    plain(page, "A day ticket is 30 crowns, for 14 days.");
    markdown(page, "A day ticket is ~~40~~ **30** crowns, for ~~12~~14 days.");
    html(
        page,
        "<p>A day ticket is <del>40</del> <strong>30</strong> crowns, for <del>12</del>14 days.</p>",
    );
    let all = "<p>It is open.</p><p><strike>It is shut.</strike></p><ul><li><del>Rope</del></li><li>Oars</li></ul>";
    plain(all, "It is open.\n\n- Oars");
    markdown(all, "It is open.\n\n~~It is shut.~~\n\n- ~~Rope~~\n- Oars");
    markdown(
        "<p>So <span style=\"text-decoration: line-through\">late</span> early.</p>",
        "So ~~late~~ early.",
    );
    // Old posts of Twitter strike out the sign of a name.
    plain("<p>Ask <a href=/heron><s>@</s><b>heron</b></a> now.</p>", "Ask @heron now.");
}

#[test]
fn a_whole_paragraph_that_is_struck_out_stays_in_plain_text() {
    let story = "The council met on Tuesday and voted for a bridge that nobody had asked for.";
    plain(
        &format!("<p>The price was <s>10 euros</p><p>{story}</p>"),
        &format!("The price was\n\n{story}"),
    );
}

#[test]
fn a_hundred_thousand_raised_letters_in_one_word_take_linear_time() {
    let page = format!("<p>{}</p>", "a<sup>b</sup>".repeat(100_000));
    assert_eq!(super::render(&page, super::Format::Text).trim_end().len(), 200_000);
}

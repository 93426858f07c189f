//! Images stay, once, whatever attribute holds their address; placeholders, icons and tracking
//! pixels go. Embeds are links with a title.

use super::{html, markdown, plain};

/// The images of a page between two paragraphs.
#[track_caller]
fn images(inside: &str, expected: &str) {
    let between = if expected.is_empty() { String::new() } else { format!("{expected}\n\n") };
    markdown(
        &format!("<p>It lies on the quay.</p>{inside}<p>It is blue.</p>"),
        &format!("It lies on the quay.\n\n{between}It is blue."),
    );
}

const CRANE: &str = "![A crane](https://img.example/crane.jpg)";
const DATA: &str = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";

#[test]
fn lazy_loaders_keep_the_address_in_an_attribute() {
    for name in [
        "data-src",
        "data-lazy-src",
        "data-original",
        "data-lazy",
        "data-actualsrc",
        "data-url",
        "data-lazyload",
        "data-img-src",
        "data-hi-res-src",
        "data-orig-file",
        "data-full-src",
        "data-flickity-lazyload",
        "data-image",
        "data-echo",
        "data-cfsrc",
        "data-ezsrc",
        "data-large-file",
        "data-full-size-url",
        "data-mobile-src",
        "data-zoom-image",
        "data-srcset",
        "data-lazy-srcset",
        "srcset",
        "src",
    ] {
        let address = "https://img.example/crane.jpg";
        let value = format!("<img {name}=\"{address}\" alt=\"A crane\">");
        images(&value, CRANE);
        if name != "src" {
            for placeholder in [DATA, "/img/blank.gif", "/a/lazy-loading.svg", "#", ""] {
                let value =
                    format!("<img src=\"{placeholder}\" {name}=\"{address}\" alt=\"A crane\">");
                images(&value, CRANE);
            }
        }
    }
}

#[test]
fn pictures_and_sets_give_the_largest_sensible_candidate() {
    for inside in [
        "<picture><source srcset=\"https://img.example/crane-400.webp 400w, \
         https://img.example/crane.jpg 1200w\"><img src=\"data:image/svg+xml;utf8,<svg/>\" \
         alt=\"A crane\"></picture>",
        "<picture><source data-srcset=\"https://img.example/crane.jpg 2x\"><img alt=\"A crane\"></picture>",
        "<picture alt=\"A crane\"><source srcset=\"https://img.example/crane.jpg\"></picture>",
        "<img alt=\"A crane\" src=\"https://img.example/crane-300x200.jpg\" \
         srcset=\"https://img.example/crane-300x200.jpg 300w, https://img.example/crane.jpg 1600w, \
         https://img.example/crane-print.jpg 6000w\">",
        "<amp-img alt=\"A crane\" src=\"https://img.example/crane.jpg\" width=900 height=600>\
         <noscript><img src=\"https://img.example/crane.jpg\"></noscript></amp-img>",
        "<figure><div role=\"img\" aria-label=\"A crane\" style=\"background-image: \
         url('https://img.example/crane.jpg')\"></div></figure>",
    ] {
        images(inside, CRANE);
    }
}

#[test]
fn the_twin_for_browsers_without_scripts_is_one_image() {
    for inside in [
        "<figure><img class=lazy alt=\"A crane\"><noscript><img alt=\"A crane\" \
         src=\"https://img.example/crane.jpg\"></noscript></figure>",
        "<img data-src=\"https://img.example/crane.jpg\" alt=\"A crane\"><noscript><img \
         src=\"https://img.example/crane-small.jpg\" alt=\"A crane\"></noscript>",
        "<figure><img data-src=\"https://img.example/crane.jpg\" alt=\"A crane\"><noscript><p><img \
         src=\"https://img.example/crane.jpg\"></p></noscript></figure>",
    ] {
        images(inside, CRANE);
    }
    images(
        "<noscript><img src=\"https://img.example/a.jpg\" alt></noscript><noscript><img \
         src=\"https://img.example/b.jpg\" alt></noscript>",
        "![](https://img.example/a.jpg)\n\n![](https://img.example/b.jpg)",
    );
}

#[test]
fn placeholders_icons_and_pixels_are_left_out() {
    for inside in [
        "<img src=\"/img/spacer.gif\">".to_owned(),
        "<img src=\"/img/placeholder-16x9.png\" alt=\"x\">".to_owned(),
        "<img src=\"/assets/spinner.svg\">".to_owned(),
        format!("<img src=\"{DATA}\">"),
        "<img src=\"https://count.example/p.gif?id=3\" width=1 height=1>".to_owned(),
        "<img src=\"/i/share.png\" width=\"24\" height=\"24\">".to_owned(),
        "<img class=\"avatar photo\" src=\"/u/ines.jpg\" alt=\"Ines\">".to_owned(),
        "<img src=\"/img/site-logo.png\" alt=\"Courier\">".to_owned(),
        "<iframe src=\"https://count.example/ns.html\" width=\"0\" height=\"0\"></iframe>"
            .to_owned(),
    ] {
        images(&inside, "");
    }
    // A logo that the story shows is a picture of it.
    images(
        "<figure><img src=\"https://img.example/new-logo.png\" alt=\"A crane\"></figure>",
        "![A crane](https://img.example/new-logo.png)",
    );
    markdown(
        "<p>Rain <img class=\"emoji\" alt=\"🙂\" src=\"/e/1f642.svg\"> again.</p>",
        "Rain 🙂 again.",
    );
}

#[test]
fn caption_and_credit_stay_apart() {
    let page = "<figure><img src=\"https://img.example/crane.jpg\" alt=\"A crane\"><figcaption>It \
                lies there.<span class=\"credit\">Ada Penn</span></figcaption></figure>";
    markdown(page, &format!("{CRANE}\n\nIt lies there.\\\nAda Penn"));
    html(
        page,
        "<figure>\n<img src=\"https://img.example/crane.jpg\" alt=\"A crane\">\n<figcaption>It lies \
         there.<br> Ada Penn</figcaption>\n</figure>",
    );
    plain(page, "It lies there.\nAda Penn");
}

#[test]
fn embeds_are_links_with_a_title() {
    for (inside, expected) in [
        (
            "<iframe src=\"https://tube.example/embed/x1\" title=\"The crane falls\"></iframe>",
            "[The crane falls](https://tube.example/embed/x1)",
        ),
        (
            "<iframe data-src=\"https://tube.example/embed/x1\" src=\"about:blank\"></iframe>",
            "[Video](https://tube.example/embed/x1)",
        ),
        (
            "<video controls><source src=\"https://img.example/fall.mp4\" type=\"video/mp4\"></video>",
            "[Video](https://img.example/fall.mp4)",
        ),
        (
            "<audio src=\"https://img.example/fall.mp3\"></audio>",
            "[Audio](https://img.example/fall.mp3)",
        ),
        (
            "<iframe src=\"https://example.org/maps/embed?pb=1\"></iframe>",
            "[Map](https://example.org/maps/embed?pb=1)",
        ),
    ] {
        images(inside, expected);
    }
    html(
        "<iframe src=\"https://tube.example/embed/x1\" title=\"The crane falls\"></iframe>",
        "<p><a href=\"https://tube.example/embed/x1\">The crane falls</a></p>",
    );
}

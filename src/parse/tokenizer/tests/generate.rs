//! Generated inputs: random sequences of markup pieces, and corpus pages with random errors.

/// Pieces that are hard for tokenizers: every construct whole and cut off, and the characters that
/// end one.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/",
    "</",
    "<!",
    "<?",
    "!",
    "-",
    "--",
    "-->",
    "--!>",
    "<!--",
    "<!-->",
    "<!--->",
    "<!--->x",
    "]]>",
    "]",
    "<![CDATA[",
    "&",
    ";",
    "#",
    "=",
    "'",
    "\"",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\x0c",
    "\0",
    "a",
    "B",
    "é",
    "日",
    "\u{feff}",
    "\u{1f600}",
    "x",
    "text",
    "\u{b}",
    "&amp;",
    "&amp",
    "&ampx",
    "&not",
    "&notit;",
    "&notin;",
    "&copy=",
    "&#",
    "&#x",
    "&#65;",
    "&#x41",
    "&#0;",
    "&#128;",
    "&#xD800;",
    "&#x110000;",
    "&nosuch;",
    "&NotEqualTilde;",
    "&lt",
    "&gt;",
    "&quot;",
    "<a>",
    "</a>",
    "<A HREF=x>",
    "<a href='x&copy=1'>",
    "<a href=\"&amp;\">",
    "<a b=c&d>",
    "<a a a=1 A=2>",
    "<a/b>",
    "<a / >",
    "<a/>",
    "<a =>",
    "<a ==>",
    "<a b = c>",
    "<a b= >",
    "<a 'b'>",
    "<a\"b>",
    "<a b='c'd>",
    "<a b=c/>",
    "<a b<c>",
    "<a\0b>",
    "<a b\0=\0>",
    "<p>",
    "</p>",
    "<p",
    "<div",
    "<div ",
    "<div a",
    "<div a=",
    "<div a='",
    "<div a=\"b",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<select>",
    "<option>",
    "</select>",
    "<form>",
    "<ul><li>",
    "<li>",
    "</ul>",
    "<h1>",
    "</h2>",
    "<br>",
    "</br>",
    "<img src=x>",
    "<image>",
    "<pre>",
    "<pre>\n",
    "<pre>\r\n",
    "<textarea>",
    "</textarea>",
    "<textarea>\n",
    "</textarea ",
    "<title>",
    "</title>",
    "</title",
    "</TITLE/>",
    "<style>",
    "</style>",
    "</style",
    "<script>",
    "</script>",
    "</script",
    "</script ",
    "</scriptx>",
    "<script ",
    "<SCRIPT>",
    "<!--<script>",
    "<!--<script>--><!--",
    "</script/>",
    "<xmp>",
    "</xmp>",
    "<iframe>",
    "</iframe>",
    "<noembed>",
    "<noframes>",
    "<noscript>",
    "</noscript>",
    "<plaintext>",
    "<svg>",
    "</svg>",
    "<svg/>",
    "<svg xlink:href=a href=b>",
    "<math>",
    "<mi>",
    "<mtext>",
    "<annotation-xml>",
    "<annotation-xml encoding=text/html>",
    "<foreignObject>",
    "<desc>",
    "</math>",
    "<template>",
    "</template>",
    "<html a=b>",
    "<head>",
    "</head>",
    "<body c=d>",
    "</body>",
    "</html>",
    "<frameset>",
    "<frame>",
    "<!doctype html>",
    "<!DOCTYPE",
    "<!doctype html public",
    "<!doctype html public \"a\"",
    "<!doctype html system 'b",
    "<!doctype a\0 PUBLIC'x''y'z>",
    "<!doctypehtml>",
    "<!d",
    "<!->",
    "</>",
    "</ >",
    "</1>",
    "<1>",
    "<?xml ?>",
    "<?>",
    "<button>",
    "<marquee>",
    "<applet>",
    "<nobr>",
    "<font color=a>",
    "</font>",
    "<rp>",
    "<ruby>",
    "<rt>",
    "<dd>",
    "<dt>",
    "<col>",
    "<caption>",
    "<tbody>",
    "<input type=hidden>",
    "<hr>",
    "<meta charset=x>",
    "<base href=y>",
    "<link>",
    "<main>",
    "<custom-element data-long-attribute-name=1>",
    "<div a='b&amp;c' d=e d=f>",
    "<p class=\"a\r\nb\" id=c>",
    "<section a='a value that no token has in itself' b>",
    "<table a=b>",
    "<tr a=b>",
    "<td a='&lt;'>",
    "<option a=b>",
    "<a b=c d=e>",
    "<a d=e b=c>",
    "<b c='a value that no token has in itself'>",
    "<input type='hidden' a=b>",
    "<image a=b>",
    "<path viewbox=a clippathunits=b>",
    "<li viewbox=a>",
    "<mglyph definitionurl=a>",
    "<template shadowrootmode=open a=b>",
    "<style a=b>c\r\nd\0</style>",
    "<script a=b>a script that no token has in itself</script>",
    "<textarea a=b>\n",
];

/// A generator of inputs, the same in every run.
pub(super) struct Generator<'p> {
    pages: &'p [String],
    state: u64,
}

impl<'p> Generator<'p> {
    pub(super) fn new(pages: &'p [String]) -> Self {
        Self { pages, state: 0x9e37_79b9_7f4a_7c15 }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 16) as usize % limit.max(1)
    }

    /// One input: two of three are pieces, one is a page with errors.
    pub(super) fn input(&mut self, number: u64) -> String {
        if number % 3 < 2 { self.pieces() } else { self.page() }
    }

    fn piece(&mut self) -> &'static str {
        PIECES[self.below(PIECES.len())]
    }

    fn pieces(&mut self) -> String {
        let count = 1 + self.below(14);
        (0..count).map(|_| self.piece()).collect()
    }

    /// Some hundred bytes of a page, with pieces inserted and parts removed.
    fn page(&mut self) -> String {
        let index = self.below(self.pages.len());
        let page = &self.pages[index];
        let start = page.floor_char_boundary(self.below(page.len()));
        let end = page.floor_char_boundary((start + 40 + self.below(600)).min(page.len()));
        let mut text = page[start..end].to_owned();
        for _ in 0..1 + self.below(5) {
            let at = text.floor_char_boundary(self.below(text.len() + 1));
            if self.below(3) == 0 {
                let end = text.floor_char_boundary((at + 1 + self.below(4)).min(text.len()));
                text.replace_range(at..end.max(at), "");
            } else {
                let piece = self.piece();
                text.insert_str(at, piece);
            }
        }
        text
    }
}

//! Dates in every language of the table, printed and read back.

use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

use super::*;

fn check_in(lang: &str, month_first: bool, text: &str, expected: &str) {
    let locale = Locale { lang: lang.into(), month_first };
    let found = find_date(text, &locale).map(|p| p.date.to_string()).unwrap_or_default();
    assert_eq!(found, expected, "{text}");
}

fn check(text: &str, expected: &str) {
    check_in("", false, text, expected);
}

#[test]
fn dates_are_read_in_many_languages() {
    for text in [
        "Posted on March 5th, 2024 by Ada",
        "5 March 2024",
        "Dienstag, 5. März 2024, 09:30 Uhr",
        "Publié le 5 mars 2024 à 9h30",
        "5 de marzo de 2024",
        "Martedì 5 Marzo 2024",
        "5 de março de 2024",
        "5 maart 2024",
        "5 marca 2024",
        "5. března 2024",
        "den 5 mars 2024",
        "5. marts 2024",
        "5. maaliskuuta 2024",
        "5 марта 2024 г.",
        "5 березня 2024",
        "5 Mart 2024 Salı",
        "Selasa, 5 Maret 2024",
        "2024. március 5.",
        "5 martie 2024",
        "5 Μαρτίου 2024",
        "2024年3月5日",
        "2024년 3월 5일",
        "2024. 3. 5.",
        "٥ مارس ٢٠٢٤",
        "5 मार्च 2024",
        "ngày 5 tháng 3, 2024",
        "5 มี.ค. 2567",
        "5 มีนาคม 2567",
        "05.03.2024",
        "5/3/2024",
        "05.03.24",
        "2024-03-05",
        "2024/03/05 09:30",
    ] {
        check(text, "2024-03-05");
    }
}

#[test]
fn numbers_are_read_as_the_page_writes_them() {
    check_in("en", true, "03/05/2024", "2024-03-05");
    check_in("en", false, "03/05/2024", "2024-05-03");
    check_in("en", true, "25/05/2024", "2024-05-25");
    check_in("hr", false, "5. listopada 2023.", "2023-10-05");
    check_in("pl", false, "5 listopada 2023", "2023-11-05");
}

#[test]
fn other_calendars_are_converted() {
    check("دوشنبه ۲ تير ۱۳۹۹ - ۱۲:۰۹", "2020-06-22");
    check("۱۵ اسفند ۱۴۰۲", "2024-03-05");
    check("انتشار: 15 حوت 1402", "2024-03-05");
    check_in("fa", false, "۱۴۰۲/۱۲/۱۵", "2024-03-05");
    check_in("fa", false, "15/12/1402", "2024-03-05");
    check_in("fa", false, "5 مارس 2024", "2024-03-05");
    check_in("ar", false, "1441/09/01", "");
    check("۳۰ اسفند ۱۴۰۲", "");
    check("令和6年3月5日", "2024-03-05");
    check("公開日令和６年３月５日（火）", "2024-03-05");
    check("令和元年5月1日", "2019-05-01");
    check("平成31年4月30日 更新", "2019-04-30");
    check("中華民國113年3月5日", "2024-03-05");
    check("令和の3年5月", "");
}

#[test]
fn other_texts_give_none() {
    check("", "");
    check("31 February 2024", "");
    check("5 March 1824", "");
    check("March for 20 people and 2024 dogs", "");
    check("1.2.3", "");
    check("iOS 9.3.24", "");
    check("Ada Pine, 5.3.24", "2024-03-05");
    check("555-123-2024", "");
    check("12:30:2024", "");
    check("é5ß", "");
}

/// How a language prints a day: its tag, the form and its months. `Y` is the year, `M` the month
/// name, `N` its number and `D` the day; a form without `M` has no month names.
const LANGUAGES: &[(&str, &str, &str)] = &[
    (
        "af",
        "D M Y",
        "Januarie Februarie Maart April Mei Junie Julie Augustus September Oktober November Desember",
    ),
    ("ar", "D M Y", "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
    ("az", "D M Y", "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr"),
    (
        "be",
        "D M Y г.",
        "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
    ),
    (
        "bg",
        "D M Y г.",
        "януари февруари март април май юни юли август септември октомври ноември декември",
    ),
    ("bn", "D M, Y", "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর"),
    (
        "bs",
        "D. M Y.",
        "januar februar mart april maj juni juli august septembar oktobar novembar decembar",
    ),
    (
        "ca",
        "D de M de Y",
        "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    ),
    (
        "cs",
        "D. M Y",
        "ledna února března dubna května června července srpna září října listopadu prosince",
    ),
    (
        "da",
        "D. M Y",
        "januar februar marts april maj juni juli august september oktober november december",
    ),
    (
        "de",
        "D. M Y",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    ),
    (
        "el",
        "D M Y",
        "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    ),
    (
        "en",
        "M D, Y",
        "January February March April May June July August September October November December",
    ),
    ("en", "D M Y", "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"),
    (
        "es",
        "D de M de Y",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    (
        "et",
        "D. M Y",
        "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    ),
    (
        "eu",
        "Yko M Da",
        "urtarrilaren otsailaren martxoaren apirilaren maiatzaren ekainaren uztailaren abuztuaren irailaren urriaren azaroaren abenduaren",
    ),
    ("fa", "D M Y", "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر"),
    (
        "fi",
        "D. M Y",
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    ),
    (
        "fil",
        "M D, Y",
        "Enero Pebrero Marso Abril Mayo Hunyo Hulyo Agosto Setyembre Oktubre Nobyembre Disyembre",
    ),
    (
        "fr",
        "D M Y",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    ),
    (
        "gl",
        "D de M de Y",
        "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro",
    ),
    ("gu", "D M, Y", "જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ સપ્ટેમ્બર ઑક્ટોબર નવેમ્બર ડિસેમ્બર"),
    ("he", "D בM Y", "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר"),
    ("hi", "D M Y", "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"),
    (
        "hr",
        "D. M Y.",
        "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
    ),
    (
        "hu",
        "Y. M D.",
        "január február március április május június július augusztus szeptember október november december",
    ),
    (
        "hy",
        "D M, Y",
        "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի",
    ),
    (
        "id",
        "D M Y",
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    ),
    (
        "is",
        "D. M Y",
        "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    ),
    (
        "it",
        "D M Y",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    ),
    ("ja", "Y年N月D日", ""),
    (
        "ka",
        "D M, Y",
        "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი",
    ),
    (
        "kk",
        "Y жылғы D M",
        "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    ),
    ("kn", "D M Y", "ಜನವರಿ ಫೆಬ್ರವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್ ಸೆಪ್ಟೆಂಬರ್ ಅಕ್ಟೋಬರ್ ನವೆಂಬರ್ ಡಿಸೆಂಬರ್"),
    ("ko", "Y년 N월 D일", ""),
    (
        "lt",
        "Y m. M D d.",
        "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    ),
    (
        "lv",
        "Y. gada D. M",
        "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
    ),
    (
        "mk",
        "D M Y",
        "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    ),
    ("ml", "Y M D", "ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ് സെപ്റ്റംബർ ഒക്ടോബർ നവംബർ ഡിസംബർ"),
    ("mr", "D M, Y", "जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर"),
    (
        "ms",
        "D M Y",
        "Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember",
    ),
    (
        "nb",
        "D. M Y",
        "januar februar mars april mai juni juli august september oktober november desember",
    ),
    (
        "nl",
        "D M Y",
        "januari februari maart april mei juni juli augustus september oktober november december",
    ),
    ("pa", "D M Y", "ਜਨਵਰੀ ਫ਼ਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ"),
    (
        "pl",
        "D M Y",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    ),
    (
        "pt",
        "D de M de Y",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
    (
        "ro",
        "D M Y",
        "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    ),
    (
        "ru",
        "D M Y г.",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    ),
    (
        "sk",
        "D. M Y",
        "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    ),
    (
        "sl",
        "D. M Y",
        "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",
    ),
    (
        "so",
        "M D, Y",
        "Jannaayo Febraayo Maarso Abriil Maajo Juun Luulyo Agoosto Sebteembar Oktoobar Noofembar Diseembar",
    ),
    (
        "sq",
        "D M Y",
        "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    ),
    (
        "sr",
        "D. M Y.",
        "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
    ),
    (
        "sv",
        "den D M Y",
        "januari februari mars april maj juni juli augusti september oktober november december",
    ),
    (
        "sw",
        "D M Y",
        "Januari Februari Machi Aprili Mei Juni Julai Agosti Septemba Oktoba Novemba Desemba",
    ),
    ("ta", "D M, Y", "ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்"),
    ("te", "D M, Y", "జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జులై ఆగస్టు సెప్టెంబర్ అక్టోబర్ నవంబర్ డిసెంబర్"),
    (
        "th",
        "D M Y",
        "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    ),
    ("tr", "D M Y", "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
    (
        "uk",
        "D M Y р.",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    ),
    ("ur", "D M Y", "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر"),
    (
        "uz",
        "Y yil D M",
        "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
    ),
    ("vi", "D tháng N, Y", ""),
    ("zh", "Y年N月D日", ""),
];

/// A day as a language prints it.
fn printed((_, form, names): &(&str, &str, &str), date: Date) -> String {
    let name = names
        .split(' ')
        .nth(usize::try_from(date.month() - 1).expect("a month"))
        .unwrap_or_default();
    let part = |c: char| match c {
        'Y' => date.year().to_string(),
        'M' => name.to_owned(),
        'N' => date.month().to_string(),
        'D' => date.day().to_string(),
        c => c.to_string(),
    };
    form.chars().map(part).collect()
}

/// A text with its digits in another script.
fn in_digits(text: &str, zero: char) -> String {
    let digit =
        |c: char| c.to_digit(10).and_then(|d| char::from_u32(u32::from(zero) + d)).unwrap_or(c);
    text.chars().map(digit).collect()
}

#[test]
fn every_month_is_read_in_every_language() {
    for language in LANGUAGES {
        for month in 1..=12 {
            let date = Date::constant(2024, 1, 5).with().month(month).build().expect("a day");
            check_in(language.0, false, &printed(language, date), &date.to_string());
        }
    }
    assert!(LANGUAGES.len() > 60);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_printed_date_parses_back(language in 0..LANGUAGES.len(), year in 1995i16..2060, month in 1i8..=12, day in 1i8..=28, zero in 0usize..7) {
        let date = Date::new(year, month, day).expect("a day");
        let locale = Locale { lang: LANGUAGES[language].0.to_owned(), month_first: false };
        let zero = ['0', '٠', '۰', '०', '০', '๐', '０'][zero];
        let text = format!("Ada Pine · {} 09:30", in_digits(&printed(&LANGUAGES[language], date), zero));
        let found = find_date(&text, &locale);
        prop_assert_eq!(found.map(|p| p.date), Some(date), "{}", text);
        prop_assert!(found.is_some_and(|p| text.is_char_boundary(p.start) && text.is_char_boundary(p.end)));
    }

    #[test]
    fn no_text_panics(text in "[0-9./: -]{0,12}[a-zà-ÿа-яก-๛年月日٠-٩]{0,8}[0-9./:,TZ+ -]{0,16}\\PC{0,12}", month_first: bool) {
        let locale = Locale { lang: "th".to_owned(), month_first };
        if let Some(found) = find_date(&text, &locale) {
            prop_assert!(found.start < found.end && text.get(found.start..found.end).is_some(), "{}", text);
            let _ = super::super::moment::with_time(found.date, &text[found.end..]);
        }
        let _ = super::super::moment::read(&text, &locale);
    }
}

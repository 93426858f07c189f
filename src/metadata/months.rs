//! The names of the months, in the languages of the news.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::text::WordMap;

/// January to December; one line for each language family, with the forms that dates use, such as
/// genitives and abbreviations. Two words that form one name are joined by `_`.
const NAMES: [&str; 12] = [
    "january jan januar jänner jaenner jän januari janvier janv enero ene gennaio gen janeiro stycznia styczeń sty ledna leden led \
     január januára januara januarie ianuarie ian tammikuuta tammikuu tammi января январь янв января́ січня січень січ студзеня ocak \
     oca siječnja siječanj јануар јануара януари jaanuar janvāris janvārī sausio sausis janúar gener urtarrila ιανουαρίου ιανουάριος \
     ιαν يناير كانون_الثاني جانفي ינואר जनवरी जन জানুয়ারি ஜனவரி มกราคม มค enuary janari xaneiro ژانویه جنوری januarja janar yanvar \
     қаңтар იანვარი հունվարի జనవరి ജനുവരി ಜನವರಿ જાન્યુઆરી जानेवारी জানুয়ারী urtarrilaren јануари ਜਨਵਰੀ ජනවාරි jannaayo",
    "february feb febr februar feber februari février fevrier févr fév febrero febbraio fevereiro fev lutego luty lut února únor úno \
     február februára februarie helmikuuta helmikuu helmi февраля февраль фев февр лютого лютий лют лютага şubat şub veljače veljača \
     фебруар фебруара февруари veebruar februāris februārī vasario vasaris febrúar febrer φεβρουαρίου φεβρουάριος φεβ فبراير شباط \
     فيفري פברואר फरवरी फ़रवरी फर ফেব্রুয়ারি பிப்ரவரி กุมภาพันธ์ กพ pebruari febreiro فوریه فروری februarja shkurt fevral ақпан \
     თებერვალი փետրվարի ఫిబ్రవరి ഫെബ്രുവരി ಫೆಬ್ರವರಿ ફેબ્રુઆરી फेब्रुवारी ফেব্রুয়ারী otsailaren ਫ਼ਰਵਰੀ පෙබරවාරි pebrero febraayo",
    "march mar mrz mär märz maerz mars marzo març março marco marca marzec března březen bře március márc márciusa marec martie mart \
     maaliskuuta maaliskuu maalis марта март мар березня березень бер сакавіка ožujka ožujak марта maart mrt marts märts marta kovo \
     kovas μαρτίου μάρτιος μαρ مارس آذار מרץ मार्च মার্চ மார்ச் มีนาคม มีค maret martxoaren مارچ machi mac наурыз მარტი մարտի మార్చి \
     മാർച്ച് ಮಾರ್ಚ್ માર્ચ ਮਾਰਚ මාර්තු marso maarso",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben dub április ápr apríl apríla aprilie huhtikuuta huhtikuu \
     huhti апреля апрель апр квітня квітень кві красавіка nisan nis travnja travanj април априла aprill aprīlis aprīlī balandžio \
     balandis απριλίου απρίλιος απρ أبريل ابريل نيسان أفريل אפריל अप्रैल এপ্রিল ஏப்ரல் เมษายน เมย آوریل اپریل prill aprel сәуір \
     აპრილი ապրիլի ఏప్రిల్ ഏപ്രിൽ ಏಪ್ರಿಲ್ એપ્રિલ एप्रिल apirilaren ਅਪ੍ਰੈਲ අප්‍රේල් abriil",
    "may mai mayo maggio mag maio maj mei maja května květen kvě május máj mája toukokuuta toukokuu touko мая май травня травень тра \
     мая́ траўня mayıs svibnja svibanj мај маја maijs maijā mai gegužės gegužė maí maig μαΐου μαΐος μαϊου μάιος μαϊ μαι مايو أيار ماي \
     מאי मई মে மே พฤษภาคม พค مئی mae мамыр მაისი մայիսի మే മേയ് ಮೇ મે मे maiatzaren ਮਈ මැයි maajo مه",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze června červen čvn június jún júna iunie iun kesäkuuta kesäkuu \
     kesä июня июнь июн червня червень чер чэрвеня haziran haz lipnja lipanj јун јуна юни juuni jūnijs jūnijā birželio birželis júní \
     juny ιουνίου ιούνιος ιουν يونيو حزيران جوان יוני जून জুন ஜூன் มิถุนายน มิย ژوئن جون junij qershor junie iyun маусым ივნისი \
     հունիսի జూన్ ജൂൺ ಜೂನ್ જૂન ekainaren xuño јуни ਜੂਨ ජූනි hunyo juun",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip července červenec čvc július júl júla iulie iul heinäkuuta \
     heinäkuu heinä июля июль июл липня липень лип ліпеня temmuz tem srpnja srpanj јул јула юли juuli jūlijs jūlijā liepos liepa júlí \
     juliol ιουλίου ιούλιος ιουλ يوليو تموز جويلية יולי जुलाई জুলাই ஜூலை กรกฎาคม กค ژوئیه جولائی julij korrik julai julie iyul шілде \
     ივლისი հուլիսի జులై ജൂലൈ ಜುಲೈ જુલાઈ जुलै uztailaren xullo јули ਜੁਲਾਈ ජූලි hulyo luulyo",
    "august aug août aout agosto ago sierpnia sierpień sie srpna srpen srp augusztus augusta elokuuta elokuu elo августа август авг \
     серпня серпень сер жніўня ağustos ağu kolovoza kolovoz август августа augustus augusti augusts augustā rugpjūčio rugpjūtis ágúst \
     agost αυγούστου αύγουστος αυγ أغسطس اغسطس آب أوت אוגוסט अगस्त আগস্ট ஆகஸ்ட் สิงหาคม สค agustus اوت اگست avgusta avgust gusht \
     agosti ogos avqust тамыз აგვისტო օգոստոսի ఆగస్టు ഓഗസ്റ്റ് ಆಗಸ್ಟ್ ઑગસ્ટ ऑगस्ट abuztuaren ਅਗਸਤ අගෝස්තු agoosto",
    "september sep sept septembre septiembre setiembre settembre set setembro września wrzesień wrz září zář szeptember szept \
     septembra septembrie syyskuuta syyskuu syys сентября сентябрь сен сент вересня вересень вер верасня eylül eyl rujna rujan \
     септембар септембра септември septembris septembrī rugsėjo rugsėjis setembre σεπτεμβρίου σεπτέμβριος σεπ σεπτ سبتمبر أيلول \
     ספטמבר सितंबर सितम्बर সেপ্টেম্বর செப்டம்பர் กันยายน กย september سپتامبر ستمبر shtator septemba sentyabr sentabr қыркүйек \
     სექტემბერი սեպտեմբերի సెప్టెంబర్ സെപ്റ്റംബർ ಸೆಪ್ಟೆಂಬರ್ સપ્ટેમ્બર सप्टेंबर irailaren ਸਤੰਬਰ සැප්තැම්බර් setyembre sebteembar \
     septembar",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik paź října říjen říj október októbra \
     octombrie lokakuuta lokakuu loka октября октябрь окт жовтня жовтень жов кастрычніка ekim eki listopad_hr октобар октобра \
     октомври oktoober oktobris oktobrī spalio spalis octubre οκτωβρίου οκτώβριος οκτ أكتوبر اكتوبر تشرين_الأول אוקטובר अक्टूबर \
     अक्तूबर অক্টোবর அக்டோபர் ตุลาคม ตค اکتبر اکتوبر tetor oktoba oktyabr oktabr қазан ოქტომბერი հոկտեմբերի అక్టోబర్ ഒക്ടോബർ ಅಕ್ಟೋಬರ್ \
     ઑક્ટોબર ऑक्टोबर urriaren listopada_hr ਅਕਤੂਬਰ ඔක්තෝබර් oktubre oktoobar oktobar",
    "november nov novembre noviembre novembro listopada listopad lis listopadu novembra noiembrie marraskuuta marraskuu marras ноября \
     ноябрь ноя нояб листопада листопад лис лістапада kasım kas studenoga studenog studeni новембар новембра ноември novembris \
     novembrī lapkričio lapkritis nóvember νοεμβρίου νοέμβριος νοε νοεμ نوفمبر تشرين_الثاني נובמבר नवंबर नवम्बर নভেম্বর நவம்பர் \
     พฤศจิกายน พย نوامبر نومبر nopember nëntor novemba noyabr қараша ნოემბერი նոյեմբերի నవంబర్ നവംബർ ನವೆಂಬರ್ નવેમ્બર नोव्हेंबर \
     azaroaren ਨਵੰਬਰ නොවැම්බර් nobyembre noofembar novembar",
    "december dec dez dezember décembre déc diciembre dic dicembre dezembro grudnia grudzień gru prosince prosinec pro decembra \
     decembrie joulukuuta joulukuu joulu декабря декабрь дек грудня грудень гру снежня aralık ara prosinca prosinac децембар децембра \
     декември detsember decembris decembrī gruodžio gruodis desember des desembre δεκεμβρίου δεκέμβριος δεκ ديسمبر كانون_الأول דצמבר \
     दिसंबर दिसम्बर ডিসেম্বর டிசம்பர் ธันวาคม ธค دسامبر دسمبر dhjetor desemba disember dekabr желтоқсан დეკემბერი դեկտեմբերի డిసెంబర్ \
     ഡിസംബർ ಡಿಸೆಂಬರ್ ડિસેમ્બર डिसेंबर abenduaren decembro ਦਸੰਬਰ දෙසැම්බර් disyembre diseembar decembar",
];
/// Croatian, Bosnian and, in Croatian spelling, Macedonian use Slavic names that mean other months
/// elsewhere.
const CROATIAN: [(&str, i8); 2] = [("listopada", 10), ("listopad", 10)];

/// The meaning of a folded word for months.
#[derive(Debug, Clone, Copy, Default)]
struct MonthWord {
    /// The month that it names.
    month: Option<i8>,
    /// Whether it is the first of two words that name a month.
    opens: bool,
}

fn table() -> &'static WordMap<MonthWord> {
    static TABLE: LazyLock<WordMap<MonthWord>> = LazyLock::new(|| {
        let mut table: WordMap<MonthWord> = WordMap::default();
        for (names, month) in NAMES.iter().zip(1i8..) {
            for name in names.split_ascii_whitespace() {
                let known = table.entry(&fold_word(name));
                known.month = known.month.or(Some(month));
                if let Some((first, _)) = name.split_once('_') {
                    table.entry(&fold_word(first)).opens = true;
                }
            }
        }
        table
    });
    &TABLE
}

/// The month that a word names, 1 to 12. `word` is the result of [`fold_word`]; `lang` decides on
/// names that differ between languages. Two words that form one name are joined by `_`.
pub(super) fn month(word: &str, lang: &str) -> Option<i8> {
    if matches!(lang, "hr" | "bs")
        && let Some((_, month)) = CROATIAN.iter().find(|(w, _)| *w == word)
    {
        return Some(*month);
    }
    let named = |word: &str| table().get(word)?.month;
    // Hebrew writes "in March" as one word.
    named(word).or_else(|| named(word.strip_prefix('ב')?))
}

/// Whether a folded word is the first of two that name a month.
pub(super) fn opens_month(word: &str) -> bool {
    table().get(word).is_some_and(|known| known.opens)
}

/// A word in the form of the table: lower case, without accents and other marks.
pub(super) fn fold_word(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    // The vowel signs of Indic and Thai scripts are marks too, but they distinguish words.
    let base = |c: &char| !matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}');
    word.nfd()
        .flat_map(char::to_lowercase)
        .filter(base)
        .map(|c| if c == 'ı' { 'i' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: Option<i8>) {
        assert_eq!(month(&fold_word(word), ""), expected, "{word}");
    }

    #[test]
    fn months_are_recognised_by_many_names() {
        check("März", Some(3));
        check("février", Some(2));
        check("KASIM", Some(11));
        check("Şubat", Some(2));
        check("отября", None);
        check("Сентября", Some(9));
        check("फरवरी", Some(2));
        check("พฤษภาคม", Some(5));
        check("Marzo", Some(3));
        check("word", None);
    }
}

//! Compares the dates of a page: agreement, implausible change dates, and the time zone of the
//! newsroom.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use rustc_hash::FxHashMap;

use super::reading::{DateKind, DateReading, PENALTY_CHANGED_WORD, POINTS_DATA, POINTS_FAR};
use crate::article::{Moment, Source, Sourced};
use crate::metadata::moment;

/// Penalty of data that repeats the moment of the last change, if the page gives an earlier day.
const PENALTY_CHANGE_MOMENT: i32 = 56;
/// Bonus for each other kind of source with the same day.
const BONUS_AGREED: i32 = 12;
/// Hours in UTC at which a day begins: from the first on in the zones from Europe to New Zealand,
/// and up to the second in America.
const EAST_FROM_HOUR: i8 = 11;
const WEST_UNTIL_HOUR: i8 = 8;

/// Adds points for agreement with other kinds of source, and reads ambiguous days in numbers as
/// those sources do.
pub(super) fn add_agreement(mut readings: Vec<DateReading>) -> Vec<DateReading> {
    // The kinds of source for each day. A page may have tens of thousands of dates, so they are not
    // compared one by one.
    let mut kinds: FxHashMap<Date, Vec<DateKind>> = FxHashMap::default();
    for reading in readings.iter().filter(|r| r.points > POINTS_FAR && r.other.is_none()) {
        let kinds = kinds.entry(reading.found.value.date()).or_default();
        if !kinds.contains(&reading.kind) {
            kinds.push(reading.kind);
        }
    }
    let agree = |kind: DateKind, day: Date| {
        let others = kinds.get(&day).into_iter().flatten().filter(|other| **other != kind).count();
        i32::try_from(others).unwrap_or(0) * BONUS_AGREED
    };
    let certain = |day: Date| kinds.contains_key(&day);
    for reading in &mut readings {
        let day = reading.found.value.date();
        if let Some(other) = reading.other.filter(|o| certain(*o) && !certain(day)) {
            reading.found.value = moment::moved_to(&reading.found.value, other);
        }
        reading.points += agree(reading.kind, reading.found.value.date());
    }
    readings
}

/// Penalises data that gives the same moment for publication and last change if the page also gives
/// an earlier day: a system that only knows when it last wrote the page states that moment for
/// both.
pub(super) fn penalise_change_moments(
    mut readings: Vec<DateReading>,
    changes: &[Moment],
) -> Vec<DateReading> {
    let is_change = |r: &DateReading| {
        r.kind == DateKind::Data
            && changes.iter().any(|change| moment::is_change_moment(&r.found.value, change))
    };
    let is_shown = |day: Date| readings.iter().any(|r| r.is_near && r.found.value.date() == day);
    let earlier = |r: &DateReading| {
        let is_better = |o: &DateReading| {
            o.kind == DateKind::Data
                && o.points > POINTS_DATA - PENALTY_CHANGED_WORD
                && !is_change(o)
                || o.is_near
        };
        readings.iter().any(|o| o.found.value.date() < r.found.value.date() && is_better(o))
    };
    let is_doubtful =
        |r: &DateReading| is_change(r) && earlier(r) && !is_shown(r.found.value.date());
    let doubtful: Vec<bool> = readings.iter().map(is_doubtful).collect();
    for (reading, _) in readings.iter_mut().zip(doubtful).filter(|(_, doubtful)| *doubtful) {
        reading.points -= PENALTY_CHANGE_MOMENT;
    }
    readings
}

/// Converts a time in UTC to local time if the page also gives the local time: in another field, in
/// print beside the headline, or in its address. Near midnight the day in UTC is wrong.
pub(super) fn in_local_time(best: &DateReading, readings: &[DateReading]) -> Sourced<Moment> {
    let Moment::Zoned { local: utc, offset } = best.found.value else {
        return best.found.clone();
    };
    if !offset.is_zero() {
        return best.found.clone();
    }
    let shifted = |local: DateTime| {
        let seconds = i32::try_from(local.duration_since(utc).as_secs()).ok()?;
        let is_zone =
            seconds != 0 && seconds % (15 * 60) == 0 && (-12 * 3600..=14 * 3600).contains(&seconds);
        Some(Moment::Zoned {
            local,
            offset: Offset::from_seconds(seconds).ok().filter(|_| is_zone)?,
        })
    };
    let near = || readings.iter().filter(|r| r.points > POINTS_FAR);
    let same = near().find_map(|r| match r.found.value {
        Moment::Zoned { local, offset } if r.kind == DateKind::Data && !offset.is_zero() => {
            (offset.to_timestamp(local).ok()? == Offset::UTC.to_timestamp(utc).ok()?)
                .then(|| r.found.clone())
        }
        _ => None,
    });
    // Only the best printed date: the entries of a live page have their own times.
    let printed = near().filter(|r| r.found.source == Source::Block).max_by_key(|r| r.points);
    let clock = near().filter(|r| r.kind == DateKind::Data).chain(printed).find_map(|r| {
        match r.found.value {
            // Printed times have no seconds; in data they are equal if the time is equal.
            Moment::Local(local) if r.kind == DateKind::Data => shifted(local),
            Moment::Local(local) | Moment::Zoned { local, .. } if r.kind == DateKind::Shown => {
                shifted(local.with().second(utc.second()).build().ok()?)
            }
            _ => None,
        }
    });
    let clock = clock.map(|moment| Sourced::new(moment, best.found.source.clone()));
    // A system that knows only the day states the midnight at which it began; in UTC that is on the
    // day before or after.
    let is_midnight = utc.minute() == 0 && utc.second() == 0;
    // The day in an address is local, unless the page prints the day in UTC.
    let is_printed = near().any(|r| r.is_near && r.found.value.date() == utc.date());
    let is_newsroom = |r: &DateReading| r.kind == DateKind::Address && !is_printed;
    let is_day = |r: &&DateReading| {
        matches!(r.found.value, Moment::Day(_)) && (is_midnight || is_newsroom(r))
    };
    let day = near().filter(is_day).find(|r| {
        let days = utc.date().until(r.found.value.date()).map_or(0, |span| span.get_days());
        days == 1 && utc.hour() >= EAST_FROM_HOUR
            || days == -1
                && utc.hour() <= WEST_UNTIL_HOUR
                && (utc.hour() > 0 || r.kind == DateKind::Address)
    });
    same.or(clock).or_else(|| day.map(|r| r.found.clone())).unwrap_or_else(|| best.found.clone())
}

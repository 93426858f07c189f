//! What the dates of a page say of each other: agreement, doubt, and the zone of the newsroom.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use super::{CHANGED, DATA, FAR, Kind, Reading};
use crate::article::{Moment, Source, Sourced};
use crate::metadata::moment;

/// What data loses that gives the moment of the last change, where the page gives an earlier day.
const BOTH: i32 = 56;
/// What each other kind of source with the same day adds.
const AGREED: i32 = 12;
/// Hours in UTC at which a day begins: from here on in the zones from Europe to New Zealand, up to there in America.
const EAST_FROM: i8 = 11;
const WEST_UNTIL: i8 = 8;

/// Adds what other kinds of source say of the same day, and reads days in numbers as the others do.
pub(super) fn weigh(mut readings: Vec<Reading>) -> Vec<Reading> {
    let days: Vec<(Kind, Date, bool)> = readings
        .iter()
        .map(|r| (r.kind, r.found.value.date(), r.worth > FAR && r.other.is_none()))
        .collect();
    let agree = |kind: Kind, day: Date| {
        let mut kinds: Vec<Kind> = Vec::new();
        for (other, date, counts) in &days {
            if *counts && *other != kind && *date == day && !kinds.contains(other) {
                kinds.push(*other);
            }
        }
        i32::try_from(kinds.len()).unwrap_or(0) * AGREED
    };
    let certain = |day: Date| days.iter().any(|(_, date, counts)| *counts && *date == day);
    for reading in &mut readings {
        let day = reading.found.value.date();
        if let Some(other) = reading.other.filter(|o| certain(*o) && !certain(day)) {
            reading.found.value = moment::on(&reading.found.value, other);
        }
        reading.worth += agree(reading.kind, reading.found.value.date());
    }
    readings
}

/// Doubts data that gives one moment for publication and last change, where the page gives an earlier day: a system that knows only when
/// it last wrote the page states that for both.
pub(super) fn doubt(mut readings: Vec<Reading>, changes: &[Moment]) -> Vec<Reading> {
    let is_change = |r: &Reading| {
        r.kind == Kind::Data
            && changes.iter().any(|change| moment::is_change(&r.found.value, change))
    };
    let is_shown = |day: Date| readings.iter().any(|r| r.is_near && r.found.value.date() == day);
    let earlier = |r: &Reading| {
        let is_better = |o: &Reading| {
            o.kind == Kind::Data && o.worth > DATA - CHANGED && !is_change(o) || o.is_near
        };
        readings.iter().any(|o| o.found.value.date() < r.found.value.date() && is_better(o))
    };
    let is_doubtful = |r: &Reading| is_change(r) && earlier(r) && !is_shown(r.found.value.date());
    let doubtful: Vec<bool> = readings.iter().map(is_doubtful).collect();
    for (reading, _) in readings.iter_mut().zip(doubtful).filter(|(_, doubtful)| *doubtful) {
        reading.worth -= BOTH;
    }
    readings
}

/// A time in UTC on the day it had where the story was published, where the page says that too: in another field, in print
/// beside the headline, or in its address. Near midnight the day in UTC is the wrong one.
pub(super) fn in_local_time(stated: &Reading, readings: &[Reading]) -> Sourced<Moment> {
    let Moment::Zoned { local: utc, offset } = stated.found.value else {
        return stated.found.clone();
    };
    if !offset.is_zero() {
        return stated.found.clone();
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
    let near = || readings.iter().filter(|r| r.worth > FAR);
    let same = near().find_map(|r| match r.found.value {
        Moment::Zoned { local, offset } if r.kind == Kind::Data && !offset.is_zero() => {
            (offset.to_timestamp(local).ok()? == Offset::UTC.to_timestamp(utc).ok()?)
                .then(|| r.found.clone())
        }
        _ => None,
    });
    // Of what is printed only the best: the entries of a live page have times of their own.
    let printed = near().filter(|r| r.found.source == Source::Block).max_by_key(|r| r.worth);
    let clock =
        near().filter(|r| r.kind == Kind::Data).chain(printed).find_map(|r| match r.found.value {
            // Seconds are not printed; in data they are the same where the time is.
            Moment::Local(local) if r.kind == Kind::Data => shifted(local),
            Moment::Local(local) | Moment::Zoned { local, .. } if r.kind == Kind::Shown => {
                shifted(local.with().second(utc.second()).build().ok()?)
            }
            _ => None,
        });
    let clock = clock.map(|moment| Sourced::new(moment, stated.found.source.clone()));
    // A system that knows only the day states the midnight at which it began, and in UTC that is on the day before or after.
    let is_midnight = utc.minute() == 0 && utc.second() == 0;
    // The day in an address is that of the newsroom, unless the page prints the day in UTC.
    let is_printed = near().any(|r| r.is_near && r.found.value.date() == utc.date());
    let is_newsroom = |r: &Reading| r.kind == Kind::Address && !is_printed;
    let is_day =
        |r: &&Reading| matches!(r.found.value, Moment::Day(_)) && (is_midnight || is_newsroom(r));
    let day = near().filter(is_day).find(|r| {
        let days = utc.date().until(r.found.value.date()).map_or(0, |span| span.get_days());
        days == 1 && utc.hour() >= EAST_FROM
            || days == -1 && utc.hour() <= WEST_UNTIL && (utc.hour() > 0 || r.kind == Kind::Address)
    });
    same.or(clock).or_else(|| day.map(|r| r.found.clone())).unwrap_or_else(|| stated.found.clone())
}

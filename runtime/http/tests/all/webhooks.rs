//! When an announcement is delivered, tried again and given up.

use std::time::Duration;

use loggia_http::{Delivery, Error, Response, RetrySchedule, Unknown};

fn answer(status: u16, headers: &[(&str, &str)]) -> Result<Response, Error> {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    Ok(Response { status, headers, body: Vec::new() })
}

#[test]
fn two_hundreds_deliver_gone_gives_up_and_all_else_is_tried_again() {
    for status in 200..600 {
        let expected = match status {
            200..=299 => Delivery::Delivered,
            410 => Delivery::GivenUp,
            _ => Delivery::Retry { after: None },
        };
        assert_eq!(Delivery::of(&answer(status, &[])), expected, "{status}");
    }
    let lost = Err(Error::Unknown(Unknown::ShutDown));
    assert_eq!(Delivery::of(&lost), Delivery::Retry { after: None });
}

#[test]
fn a_server_can_ask_for_time_in_seconds() {
    for (said, after) in [
        ("120", Some(120)),
        ("0", Some(0)),
        ("-1", None),
        ("1.5", None),
        ("99999999999999999999999", None),
        ("Fri, 31 Dec 1999 23:59:59 GMT", None),
    ] {
        let outcome = Delivery::of(&answer(429, &[("retry-after", said)]));
        let after = after.map(Duration::from_secs);
        assert_eq!(outcome, Delivery::Retry { after }, "{said}");
    }
}

#[test]
fn pauses_double_between_their_bounds_and_end_after_three_days() {
    let schedule = RetrySchedule::default();
    let pause = |attempts| schedule.pause(attempts, Duration::ZERO, None, 0).unwrap().as_secs();
    let pauses: Vec<u64> = (1..=14).map(pause).collect();
    let doubled =
        [10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_240, 20_480, 21_600, 21_600];
    assert_eq!(pauses, doubled);
    assert_eq!(pause(u32::MAX), 21_600);
    assert_eq!(pause(0), 10);

    for spread in [0, 1, u16::MAX] {
        let (mut attempts, mut since) = (1, Duration::ZERO);
        while let Some(pause) = schedule.pause(attempts, since, None, spread) {
            attempts += 1;
            since += pause;
        }
        assert!((15..=25).contains(&attempts), "{attempts}");
        assert!(since <= schedule.give_up_after, "{since:?}");
        assert!(since >= schedule.give_up_after - 2 * schedule.longest, "{since:?}");
    }
}

#[test]
fn a_server_can_lengthen_a_pause_within_bounds_and_not_shorten_it() {
    let schedule = RetrySchedule::default();
    let asked = |seconds| {
        let asked = Some(Duration::from_secs(seconds));
        schedule.pause(3, Duration::ZERO, asked, 0).unwrap().as_secs()
    };
    assert_eq!(asked(0), 40);
    assert_eq!(asked(3_600), 3_600);
    assert_eq!(asked(u64::MAX), 21_600);
    let spread = |spread| schedule.pause(3, Duration::ZERO, None, spread).unwrap();
    assert!(spread(0) < spread(u16::MAX / 2) && spread(u16::MAX / 2) < spread(u16::MAX));
    assert!(spread(u16::MAX) < Duration::from_secs(50));
}

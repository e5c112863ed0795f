//! Somebody looks what is on, natively and in milliseconds. The server behind it is the organiser's own, without
//! a socket, or one that fails.

use loggia_sdk::testing::{Builder, TestApp, denial_matrix};
use loggia_sdk::{HttpRequest, HttpResponse};
use partner_server::testing::ask;

use {{crate}}::Events;
use {{crate}}_server::Organiser;

const HTTP: &str = "loggia:http/http";
const LOG: &str = "loggia:platform/log";

/// 2 March 2026, nine o'clock in Vienna: when the harness opens a mini-app.
const NOW: u64 = 1_772_438_400_000;

fn organiser(request: &HttpRequest) -> HttpResponse {
    let reply = ask(&mut Organiser, "GET", request.url(), request.body(), NOW);
    HttpResponse::new(reply.status, reply.body)
}

fn builder() -> Builder<Events> {
    TestApp::builder().http(|request| Ok(organiser(request)))
}

#[test]
fn what_is_on_is_shown_and_looked_at_more_closely() {
    let mut app = builder().launch();
    app.expect_text("Two cellos");
    app.expect_text("Sold out");
    app.tap("Silent film with piano");
    app.expect_text("Where: Harbour Cinema");
    app.expect_text("Seats left: 3");
    app.back();
    assert_eq!(app.screen(), "programme");
}

#[test]
fn what_the_server_cannot_do_is_said_and_tried_again() {
    let mut app = builder().launch();
    app.make_unavailable(HTTP);
    app.tap("Look again");
    app.expect_text("The organiser doesn’t answer.");
    // What was known before is still there.
    app.expect_text("Two cellos");
    app.make_available(HTTP);
    app.tap("Look again");
    app.expect_no_text("The organiser doesn’t answer.");
}

#[test]
fn nonsense_is_not_shown() {
    let too_long = ["{\"events\":[{\"id\":\"1\",\"title\":\"", &"x".repeat(81), "\"}]}"].concat();
    for (status, body) in [(500, "{\"events\":[]}"), (200, "[]"), (200, ""), (200, &too_long)] {
        let body = body.to_owned();
        let builder = TestApp::<Events>::builder();
        let app = builder.http(move |_| Ok(HttpResponse::new(status, body.as_str()))).launch();
        app.expect_text("The organiser doesn’t answer.");
    }
    let quiet = TestApp::<Events>::builder();
    let app = quiet.http(|_| Ok(HttpResponse::new(200, "{\"events\":[]}"))).launch();
    app.expect_text("Nothing is on these days");
}

#[test]
fn a_german_reads_german() {
    let mut app = builder().locale("de-AT").launch();
    app.expect_text("Ausverkauft");
    app.change_locale("en-GB");
    app.expect_text("Sold out");
}

/// The bank's review does the same: each capability in each kind of trouble, and a screen to use all the same.
#[test]
fn whatever_is_in_trouble_there_is_a_screen_to_use() {
    let tried = denial_matrix(builder, |walk| {
        walk.tap("Two cellos");
        walk.back();
        walk.tap("Look again");
        walk.reopen();
    });
    let all = [HTTP, LOG];
    assert!(all.iter().all(|one| tried.iter().any(|cell| cell.interface == *one)));
}

//! The table of origins.

use crate::json::Doc;
use crate::letter::pool::Pool;
use crate::letter::{Letter, LetterId, Message, Origin, OriginRow};
use crate::text;

use super::{
    bus_v2, encrypted, event_source_mapping, lambda_async, lambda_destination, pipes, rule,
    scheduler, sns, sqs_redrive, unknown,
};

/// Every origin. The first that recognises a message wins, so the order says: attributes that only one
/// producer sets, then the shape of the body, then that SQS moved it (DOMAIN 12.1). The last takes all.
pub static ORIGINS: [&OriginRow; 11] = [
    &bus_v2::ROW,
    &scheduler::ROW,
    // before the rule, whose attributes such a wrapper has too
    &encrypted::ROW,
    &rule::ROW,
    &lambda_async::ROW,
    &event_source_mapping::ROW,
    &lambda_destination::ROW,
    &pipes::ROW,
    &sns::ROW,
    &sqs_redrive::ROW,
    &unknown::ROW,
];

/// Decodes one message. Never fails: what is wrong with it is said in the letter.
#[must_use]
pub fn decode(id: LetterId, message: Message) -> Letter {
    let doc = Doc::read_top(&*message.body).ok();
    let body = doc.as_ref();
    let row = ORIGINS
        .into_iter()
        .find(|row| (row.recognises)(&message, body))
        .unwrap_or(&unknown::ROW);
    let mut wrong = Vec::new();
    let (mut failure, event) = (row.decode)(&message, body, &mut wrong);
    if let Some(arn) = message.system("DeadLetterQueueSourceArn") {
        failure.source_queue_arn = Some(arn.into());
    }
    check_system(&message, &mut wrong);
    drop(doc);
    Letter {
        id,
        message,
        origin: Origin(row),
        failure,
        event,
        wrong,
    }
}

/// Decodes message after message; letters share what they have in common, which is most of all but the body.
#[derive(Debug, Default)]
pub struct Decoder {
    pool: Pool,
}

impl Decoder {
    /// [`decode`], sharing texts with the letters before.
    #[must_use]
    pub fn decode(&mut self, id: LetterId, mut message: Message) -> Letter {
        self.pool.message(&mut message);
        let mut letter = decode(id, message);
        self.pool.failure(&mut letter.failure);
        letter
    }
}

fn check_system(message: &Message, wrong: &mut Vec<String>) {
    for name in ["SentTimestamp", "ApproximateReceiveCount"] {
        if let Some(value) = message.system(name)
            && value.parse::<i64>().is_err()
        {
            wrong.push(format!(
                "{name} is `{}`, not a number",
                text::safe_line(value, 40)
            ));
        }
    }
}

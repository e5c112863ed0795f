//! Keys, notes and checkpoints against the vectors of Go's `note` package and of C2SP.

use loggia_audit::{KeyUse, NotSigned, Note, SignedCheckpoint, Signer, SignerKey, VerifierKey};

use super::{log, log_key, signed, witness_key};

/// From golang.org/x/mod/sumdb/note.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n";
const BY_PETER: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ\
                        SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const BY_ENOCH: &str = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ov\
                        TG01oOTGwnWLox33WWd1RvMc+QQ=\n";

/// From C2SP's tlog-cosignature: the log's and a witness' signature. Their keys are not published.
const COSIGNED: &str = "example.com/behind-the-sofa\n20852163\n\
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGz\
    Gku9nTo+zyWE+xeMcTOAYQ8=\n\
    — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin\
    1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

fn key(text: &str) -> VerifierKey {
    text.parse().unwrap()
}

#[test]
fn published_keys_come_back_and_no_part_of_one_passes() {
    assert_eq!(key(PETER).to_string(), PETER);
    let secret = SignerKey::parse(PETER_SECRET).unwrap();
    assert_eq!(secret.reveal(), PETER_SECRET);
    assert_eq!(secret.verifier(), &key(PETER));
    assert!(!format!("{secret:?}").contains("EKFALV"), "a secret reaches no log");
    for start in 0..PETER.len() {
        for end in start..=PETER.len() {
            let part = &PETER[start..end];
            assert!(part == PETER || part.parse::<VerifierKey>().is_err(), "{part}");
        }
    }
    for at in 0..PETER.len() {
        let mut bytes = PETER.as_bytes().to_vec();
        bytes[at] += 1;
        let mangled = String::from_utf8(bytes).unwrap();
        assert!(mangled.parse::<VerifierKey>().is_err(), "{mangled}");
    }
    let foreign = [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ];
    assert!(foreign.iter().all(|key| key.parse::<VerifierKey>().is_err()));
    for name in ["", "two words", "a+b", "a\nb"] {
        assert!(SignerKey::from_seed(name, KeyUse::Notes, [1; 32]).is_err(), "{name}");
    }
}

#[test]
fn a_published_note_is_signed_and_verified_to_the_letter() {
    let mut note = Note::new(TEXT.to_owned()).unwrap();
    note.sign(&SignerKey::parse(PETER_SECRET).unwrap(), 0).unwrap();
    assert_eq!(note.to_string(), format!("{TEXT}\n{BY_PETER}"));
    note.sign(&SignerKey::parse(PETER_SECRET).unwrap(), 0).unwrap();
    assert_eq!(note.to_string(), format!("{TEXT}\n{BY_PETER}"), "one signature a key");

    let both: Note = format!("{TEXT}\n{BY_PETER}{BY_ENOCH}").parse().unwrap();
    assert_eq!(both.text(), TEXT);
    assert_eq!(both.verify(&key(PETER)), Ok(None));
    assert_eq!(both.verify(&key(ENOCH)), Ok(None));
    let absent = NotSigned::Absent { name: "EnochRoot".into() };
    assert_eq!(note.verify(&key(ENOCH)), Err(absent));
}

#[test]
fn of_two_signatures_of_a_known_key_both_must_be_right() {
    let wrong = BY_PETER.replace("x08go/ZJ", "x08go/ZK");
    let note: Note = format!("{TEXT}\n{BY_PETER}{wrong}").parse().unwrap();
    assert_eq!(note.verify(&key(PETER)), Err(NotSigned::Wrong { name: "PeterNeumann".into() }));
}

#[test]
fn what_is_no_note_is_refused() {
    let malformed = [
        TEXT.to_owned(),
        format!("{TEXT}\n"),
        format!("{TEXT}\n{}", BY_PETER.trim_end()),
        format!("\u{1}{TEXT}\n{BY_PETER}"),
        format!("{TEXT}\n{}", BY_PETER.replace("PeterNeumann", "Bad Name")),
        format!("{TEXT}\n{BY_PETER}Unexpected line.\n"),
        format!("{TEXT}\n{}", BY_PETER.repeat(101)),
        format!("{TEXT}\n{BY_PETER}\n"),
    ];
    for note in malformed {
        assert!(note.parse::<Note>().is_err(), "{note}");
    }
}

#[test]
fn the_published_checkpoint_is_read_to_the_letter() {
    let checkpoint: SignedCheckpoint = COSIGNED.parse().unwrap();
    assert_eq!(checkpoint.to_string(), COSIGNED);
    let said = checkpoint.unverified();
    assert_eq!(said.origin, "example.com/behind-the-sofa");
    assert_eq!(said.size, 20_852_163);
    assert_eq!(said.root.to_string(), "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
    let names: Vec<&str> = checkpoint.names().collect();
    assert_eq!(names, ["example.com/behind-the-sofa", "witness.example.com/w1"]);
    assert!(checkpoint.verify(log_key().verifier()).is_err(), "it is another log's");
}

#[test]
fn a_cosignature_is_laid_out_as_published() {
    let (_, tree) = log(5);
    let mut checkpoint = signed(&tree, 5);
    checkpoint.cosign(&witness_key(), 1_679_315_147).unwrap();
    assert_eq!(checkpoint.cosigned(witness_key().verifier()), Ok(1_679_315_147));

    // The id and the time of the published one, and the message that it signs.
    let published = COSIGNED.lines().last().unwrap().split(' ').next_back().unwrap();
    let text = checkpoint.to_string();
    let ours = text.lines().last().unwrap().split(' ').next_back().unwrap();
    assert_eq!(ours.len(), published.len());
    // Bytes 4 to 12 are the time; Base64 has bytes 6 to 12 in its characters 8 to 16.
    assert_eq!(ours[8..16], published[8..16], "the time 1679315147");
    let body = "bank.example/audit\n5\n".to_owned() + &tree.head().to_string() + "\n";
    let by_hand = format!("cosignature/v1\ntime 1679315147\n{body}");
    let signature = witness_key().sign(by_hand.as_bytes()).unwrap();
    let mut bytes = witness_key().verifier().id().to_vec();
    bytes.extend(1_679_315_147_u64.to_be_bytes());
    bytes.extend(signature);
    assert_eq!(base64(&bytes), ours);
}

#[test]
fn a_key_serves_one_use() {
    let (_, tree) = log(1);
    assert!(SignedCheckpoint::sign(&witness_key(), 1, tree.head()).is_err());
    assert!(signed(&tree, 1).cosign(&log_key(), 1).is_err());
}

/// RFC 4648, 4, by the letter.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut block = [0; 4];
        block[1..=chunk.len()].copy_from_slice(chunk);
        let number = u32::from_be_bytes(block);
        for digit in 0..4 {
            let index = (number >> (18 - 6 * digit)) & 0x3f;
            let there = digit <= chunk.len();
            text.push(if there { char::from(ALPHABET[index as usize]) } else { '=' });
        }
    }
    text
}

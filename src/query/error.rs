//! Why a question has no answer.

use crate::kb::read::ReadError;

/// A question that cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The knowledge base cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// No entity has the name.
    #[error("no entity is called “{name}”{}", suggest(.near))]
    Unknown {
        /// What was asked for.
        name: String,
        /// The nearest names, nearest first.
        near: Vec<String>,
    },
    /// `--kind` says something that the table does not have.
    #[error("“{given}” is no kind here; the kinds are {}", .known.join(", "))]
    Kind {
        /// What was given.
        given: String,
        /// What there is.
        known: Vec<String>,
    },
}

fn suggest(near: &[String]) -> String {
    match near {
        [] => "; `extract query entities` lists all names".to_owned(),
        near => {
            let quoted: Vec<String> = near.iter().map(|name| format!("“{name}”")).collect();
            format!("; did you mean {}?", quoted.join(" or "))
        }
    }
}

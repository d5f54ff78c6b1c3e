//! Container files: JSON Lines and CSV, one document a record, read as they stream by.

use std::io::{BufRead, BufReader, Read};

use serde::Deserialize;
use serde_json::Value;

use super::MAX_BYTES;
use super::decode::decode;
use super::source::{Content, Failure, FailureCode, Media, Record, Source};

/// A line of a JSON Lines file. Keys that are not named here are the user's own affair.
#[derive(Debug, Deserialize)]
struct Line {
    id: Option<Value>,
    text: Option<String>,
    html: Option<String>,
    title: Option<String>,
    #[serde(alias = "published")]
    date: Option<Value>,
    url: Option<String>,
    author: Option<String>,
    publisher: Option<String>,
}

/// The records of a JSON Lines file.
pub(crate) struct JsonLines<R> {
    name: String,
    reader: BufReader<R>,
    line: usize,
    done: bool,
}

impl<R: Read> JsonLines<R> {
    pub(crate) fn new(name: String, reader: R) -> Self {
        Self { name, reader: BufReader::with_capacity(1 << 16, reader), line: 0, done: false }
    }

    fn fail(&self, code: FailureCode, detail: &str) -> Failure {
        let detail = format!("line {}: {detail}", self.line);
        Failure::new(code, &self.name, Some(&self.line.to_string()), &detail)
    }

    fn record(&self, bytes: Vec<u8>) -> Result<Source, Failure> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
        let line: Line = match serde_json::from_slice(&bytes) {
            Ok(line) => line,
            // The line may be in another encoding than JSON's.
            Err(error) => match std::str::from_utf8(&bytes) {
                Ok(_) => return Err(self.fail(FailureCode::BadRecord, &advice(&error))),
                Err(_) => serde_json::from_str(&decode(bytes, None).text)
                    .map_err(|error| self.fail(FailureCode::BadRecord, &advice(&error)))?,
            },
        };
        let (text, media) = match (line.text, line.html) {
            (Some(text), _) => (text, Media::Text),
            (None, Some(html)) => (html, Media::Html),
            (None, None) => {
                let detail = "there is no \"text\"; write {\"id\": …, \"text\": …} on each line";
                return Err(self.fail(FailureCode::BadRecord, detail));
            }
        };
        let record = line.id.and_then(plain).unwrap_or_else(|| self.line.to_string());
        let content = Content::Record(Record {
            text,
            title: line.title,
            date: line.date.and_then(plain),
            url: line.url,
            author: line.author,
            publisher: line.publisher,
        });
        Ok(Source { name: self.name.clone(), record: Some(record), content, media })
    }
}

impl<R: Read> Iterator for JsonLines<R> {
    type Item = Result<Source, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let mut bytes = Vec::new();
            self.line += 1;
            let read = (&mut self.reader).take(MAX_BYTES + 1).read_until(b'\n', &mut bytes);
            match read {
                Err(error) => {
                    self.done = true;
                    return Some(Err(self.fail(FailureCode::Unreadable, &error.to_string())));
                }
                Ok(0) => self.done = true,
                Ok(length) if length as u64 > MAX_BYTES => {
                    self.done = true;
                    return Some(Err(self.fail(FailureCode::TooLarge, "no line end")));
                }
                Ok(_) if bytes.trim_ascii().is_empty() => {}
                Ok(_) => return Some(self.record(bytes)),
            }
        }
        None
    }
}

/// What is wrong with a line of JSON, without serde's own "line 1".
fn advice(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    format!("no valid JSON object ({said}, column {}); correct or remove the line", error.column())
}

/// A string or number as a string.
fn plain(value: Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The records of a CSV file with a header line that names a `text` column.
pub(crate) struct CsvRecords {
    name: String,
    reader: csv::Reader<Box<dyn Read + Send>>,
    columns: Columns,
    row: csv::ByteRecord,
    number: usize,
    done: bool,
}

/// Places of the columns that are read.
struct Columns {
    text: usize,
    id: Option<usize>,
    title: Option<usize>,
    date: Option<usize>,
    url: Option<usize>,
    author: Option<usize>,
    publisher: Option<usize>,
}

impl CsvRecords {
    /// Reads the header.
    ///
    /// # Errors
    /// When there is no `text` column, or the file cannot be read.
    pub(crate) fn new(name: String, mut reader: Box<dyn Read + Send>) -> Result<Self, Failure> {
        let head = peek_line(&mut reader).map_err(|error| {
            Failure::new(FailureCode::Unreadable, &name, None, &error.to_string())
        })?;
        let rest: Box<dyn Read + Send> = Box::new(std::io::Cursor::new(head.clone()).chain(reader));
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter(&head)).flexible(true).from_reader(rest);
        let headers = reader.byte_headers().map_err(|error| {
            Failure::new(FailureCode::Unreadable, &name, None, &error.to_string())
        })?;
        let names: Vec<String> = headers
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase())
            .collect();
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        let Some(text) = place("text") else {
            let detail = format!("no column `text` among `{}`; rename one", names.join("`, `"));
            return Err(Failure::new(FailureCode::BadRecord, &name, None, &detail));
        };
        let columns = Columns {
            text,
            id: place("id"),
            title: place("title"),
            date: place("date").or(place("published")),
            url: place("url"),
            author: place("author"),
            publisher: place("publisher"),
        };
        Ok(Self { name, reader, columns, row: csv::ByteRecord::new(), number: 0, done: false })
    }

    fn record(&self) -> Source {
        let cell = |place: Option<usize>| {
            let bytes = self.row.get(place?)?;
            let text = decode(bytes.to_vec(), None).text;
            (!text.trim().is_empty()).then_some(text)
        };
        let columns = &self.columns;
        let content = Content::Record(Record {
            text: cell(Some(columns.text)).unwrap_or_default(),
            title: cell(columns.title),
            date: cell(columns.date),
            url: cell(columns.url),
            author: cell(columns.author),
            publisher: cell(columns.publisher),
        });
        let record = cell(columns.id).unwrap_or_else(|| self.number.to_string());
        Source { name: self.name.clone(), record: Some(record), content, media: Media::Text }
    }
}

impl Iterator for CsvRecords {
    type Item = Result<Source, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        self.number += 1;
        match self.reader.read_byte_record(&mut self.row) {
            Ok(true) => Some(Ok(self.record())),
            Ok(false) => {
                self.done = true;
                None
            }
            Err(error) => {
                self.done = true;
                let number = self.number.to_string();
                let detail = format!("record {number}: {error}");
                Some(Err(Failure::new(FailureCode::BadRecord, &self.name, Some(&number), &detail)))
            }
        }
    }
}

/// The first bytes of a file, up to a line end or 64 KiB, without a byte order mark.
fn peek_line(reader: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut chunk = [0; 1024];
    while head.len() < 1 << 16 && !head.contains(&b'\n') {
        match reader.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => head.extend_from_slice(&chunk[..length]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    if head.starts_with(b"\xEF\xBB\xBF") {
        head.drain(..3);
    }
    Ok(head)
}

/// French spreadsheets write semicolons; the header tells.
fn delimiter(head: &[u8]) -> u8 {
    let header = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| header.iter().filter(|&&byte| byte == sign).count();
    [b'\t', b';', b','].into_iter().max_by_key(|&sign| count(sign)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(found: impl Iterator<Item = Result<Source, Failure>>) -> Vec<String> {
        found
            .map(|source| match source {
                Ok(Source { record, content: Content::Record(found), .. }) => {
                    format!("{}={}", record.unwrap_or_default(), found.text)
                }
                Ok(_) => "bytes".to_owned(),
                Err(failure) => format!("{} {}", failure.code, failure.message),
            })
            .collect()
    }

    #[test]
    fn a_bad_line_is_named_and_the_next_ones_are_read() {
        let bytes =
            b"\xEF\xBB\xBF{\"id\": 7, \"text\": \"un\", \"x\": []}\r\n\n{\"text\": \"deux\"\n\
                      {\"id\": \"c\"}\n{\"text\": \"\xE9t\xE9\"}";
        let found = texts(JsonLines::new("a.jsonl".to_owned(), bytes.as_slice()));
        assert_eq!(found.len(), 4);
        assert_eq!(found[0], "7=un");
        assert!(found[1].starts_with("D007") && found[1].contains("line 3"), "{}", found[1]);
        assert!(found[2].contains("line 4: there is no \"text\""), "{}", found[2]);
        assert_eq!(found[3], "5=été");
    }

    #[test]
    fn csv_with_semicolons_and_quoted_line_ends() {
        let bytes = "\u{FEFF}id;Text;date\na;\"un;\ndeux\";2021-05\n;trois;\n";
        let records = CsvRecords::new("a.csv".to_owned(), Box::new(bytes.as_bytes()));
        assert_eq!(texts(records.expect("header")), ["a=un;\ndeux", "2=trois"]);
        let none = CsvRecords::new("a.csv".to_owned(), Box::new("a,b\n1,2".as_bytes()));
        assert!(none.err().expect("no text").message.contains("no column `text`"));
    }
}

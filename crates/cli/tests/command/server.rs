//! A local server that sends exactly what a test needs.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use cleancopy::fetch::{BlockingFetcher, FetchOptions};
use cleancopy::{Error, Page};

/// A local server. It closes each connection after one response.
pub struct Server {
    /// The address, without a slash at the end.
    pub address: String,
    /// The heads of all requests so far.
    pub requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Lets `answer` write each response. It gets the number of the request, from 0, and its head.
    fn with_request(answer: impl Fn(usize, &str, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        // The thread ends with the process of the test.
        thread::spawn(move || {
            let (count, answer) = (Arc::new(AtomicUsize::new(0)), Arc::new(answer));
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (seen, answer, count) =
                    (Arc::clone(&seen), Arc::clone(&answer), Arc::clone(&count));
                // One thread for each connection, so that a slow response does not delay the
                // others.
                thread::spawn(move || {
                    let head = request(&mut stream);
                    seen.lock().expect("no panic").push(head.clone());
                    answer(count.fetch_add(1, Ordering::SeqCst), &head, &mut stream);
                });
            }
        });
        Self { address, requests }
    }

    /// Sends status 200 with these headers and this body.
    pub fn page(headers: &'static str, body: Vec<u8>) -> Self {
        Self::new(move |_, stream| send(stream, "200 OK", headers, &body))
    }

    pub fn get(&self) -> Result<Page, Error> {
        self.get_with(quick(FetchOptions::by_hand()))
    }

    pub fn get_with(&self, options: FetchOptions) -> Result<Page, Error> {
        BlockingFetcher::new(options)?.get(&format!("{}/story", self.address))
    }
}

/// Reads one request up to its blank line.
fn request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0; 1];
    while !bytes.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n > 0) {
        bytes.push(byte[0]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

pub fn send(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // The client may close the connection early, which some tests check.
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
}

/// Removes the delays.
pub fn quick(mut options: FetchOptions) -> FetchOptions {
    options.backoff = Duration::from_millis(2);
    options.delay = Duration::ZERO;
    options
}

impl Server {
    /// Lets `answer` write the response for a path with its query.
    pub fn by_path(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> Self {
        Self::with_request(move |_, request, stream| {
            answer(request.split(' ').nth(1).unwrap_or_default(), stream)
        })
    }

    /// Lets `answer` write the response for the head of a request.
    pub fn by_request(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> Self {
        Self::with_request(move |_, request, stream| answer(request, stream))
    }

    /// As [`Server::by_path`]; `answer` also gets the address of the server as the client wrote it.
    pub fn by_path_and_host(
        answer: impl Fn(&str, &str, &mut TcpStream) + Send + Sync + 'static,
    ) -> Self {
        Self::with_request(move |_, request, stream| {
            let host = request.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("host:").map(|h| h.trim().to_owned())
            });
            let address = format!("http://{}", host.unwrap_or_default());
            answer(request.split(' ').nth(1).unwrap_or_default(), &address, stream);
        })
    }

    /// Lets `answer` write each response. It gets the number of the request, from 0.
    pub fn new(answer: impl Fn(usize, &mut TcpStream) + Send + Sync + 'static) -> Self {
        Self::with_request(move |n, _, stream| answer(n, stream))
    }
}

//! Keeps requests out of private networks. An address, a redirect or a name server must not lead to
//! machines behind the firewall, to this machine, or to the credentials that cloud machines find at
//! a link-local address.
//!
//! The resolver is part of the check: the connection uses the addresses that were checked.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::error::{OnlyPrivateAddresses, display_url};
use super::options::PrivateHosts;
use crate::error::{Error, ErrorKind};

/// Public addresses that lead to the infrastructure of a cloud if used from inside it: Azure's.
const CLOUD_INTERNAL: [Ipv4Addr; 1] = [Ipv4Addr::new(168, 63, 129, 16)];
/// The environment variables that name proxies. The user chose those hosts.
const PROXY_VARIABLES: [&str; 6] =
    ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// Decides which hosts may be contacted. Clones share the list of trusted hosts.
#[derive(Debug, Clone)]
pub(super) struct PrivateHostFilter {
    private_hosts: PrivateHosts,
    trusted: Arc<Mutex<HashSet<String>>>,
}

impl PrivateHostFilter {
    /// Creates a filter that trusts the proxies, because no page can choose them.
    pub(super) fn new(private_hosts: PrivateHosts, proxy: Option<&Url>) -> Self {
        let variables = PROXY_VARIABLES.iter().filter_map(|name| std::env::var(name).ok());
        // As in curl, a proxy may be written without a scheme.
        let parse = |text: String| {
            Url::parse(&text)
                .ok()
                .filter(Url::has_host)
                .or_else(|| Url::parse(&format!("http://{text}")).ok())
        };
        let hosts = variables
            .filter_map(parse)
            .chain(proxy.cloned())
            .filter_map(|url| url.host_str().map(str::to_owned));
        Self { private_hosts, trusted: Arc::new(Mutex::new(hosts.collect())) }
    }

    /// Trusts the host of an address that the user named, under [`PrivateHosts::Named`].
    pub(super) fn trust_named(&self, url: &Url) {
        if let (PrivateHosts::Named, Some(host)) = (self.private_hosts, url.host_str()) {
            self.trusted.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned());
        }
    }

    /// Refuses an address whose host is a private IP address. Host names are checked when they are
    /// resolved.
    pub(super) fn check(&self, url: &Url) -> Result<(), Error> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            _ => return Ok(()),
        };
        if is_public(address) || self.trusts(url.host_str().unwrap_or_default()) {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::PrivateAddress).on(display_url(url)))
        }
    }

    fn trusts(&self, host: &str) -> bool {
        self.private_hosts == PrivateHosts::Allow
            || self.trusted.lock().unwrap_or_else(PoisonError::into_inner).contains(host)
    }
}

impl Resolve for PrivateHostFilter {
    fn resolve(&self, name: Name) -> Resolving {
        let trusts = self.trusts(name.as_str());
        Box::pin(async move {
            let resolved: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let is_resolved = !resolved.is_empty();
            let allowed: Vec<SocketAddr> =
                resolved.into_iter().filter(|a| trusts || is_public(a.ip())).collect();
            if allowed.is_empty() && is_resolved {
                return Err(OnlyPrivateAddresses(name.as_str().to_owned()).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is part of the public internet. Unknown ranges are not.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Follows the IANA registry of special-purpose addresses.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let is_special = match address.octets() {
        // This network, loopback, multicast and the reserved range above.
        [0 | 127 | 224.., ..] => true,
        // Private networks.
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => true,
        // Shared addresses of providers (carrier-grade NAT); link-local, where clouds keep
        // credentials.
        [100, 64..=127, ..] | [169, 254, ..] => true,
        // Protocol assignments, documentation examples, the former 6to4 relays, benchmarks.
        [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _] => true,
        _ => false,
    };
    !is_special && !CLOUD_INTERNAL.contains(&address)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let embedded = |high: u16, low: u16| {
        is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
    };
    match address.segments() {
        // An embedded IPv4 address: mapped, NAT64, 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => embedded(high, low),
        // Teredo and other protocol assignments, documentation examples.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // All global addresses assigned so far begin with the bits 001. Loopback, local and
        // multicast addresses do not.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[track_caller]
    fn check(addresses: &str, expected: bool) {
        for address in addresses.split_whitespace() {
            assert_eq!(is_public(address.parse().expect("an address")), expected, "{address}");
        }
    }

    #[test]
    fn private_addresses_are_recognised_in_every_notation() {
        check(
            "0.0.0.0 0.1.2.3 127.0.0.1 127.255.255.255 10.0.0.1 172.16.0.1 172.31.255.255 \
             192.168.1.1 100.64.0.1",
            false,
        );
        check(
            "169.254.169.254 100.100.100.200 192.0.0.192 168.63.129.16 224.0.0.1 240.0.0.1 \
             255.255.255.255",
            false,
        );
        check("192.0.2.1 198.51.100.1 203.0.113.1 198.18.0.1 198.19.255.1 192.88.99.1", false);
        check(
            ":: ::1 ::127.0.0.1 fe80::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 \
             2001::1 3fff::1 100::1 5f00::1",
            false,
        );
        check(
            "::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::10.0.0.1 64:ff9b:1::808:808 \
             2002:7f00:1:: 2002:a00:1::1",
            false,
        );
    }

    #[test]
    fn public_addresses_are_allowed() {
        check(
            "1.1.1.1 8.8.8.8 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 169.253.1.1 192.0.1.1 \
             198.17.0.1 198.20.0.1 223.255.255.1",
            true,
        );
        check(
            "2606:4700::1111 2a00:1450::1 2001:4860:4860::8888 ::ffff:8.8.8.8 64:ff9b::808:808 \
             2002:808:808::1",
            true,
        );
    }
}

//! Which addresses an outgoing call may reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far away an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A unicast address of the public internet.
    Public,
    /// This machine or a private network: loopback, RFC 1918, CGNAT, unique local. Reached only
    /// where the operator allowed it for that host.
    Private,
    /// Never a place to call: link-local (cloud metadata lives there), multicast, unspecified,
    /// reserved, documentation, and IPv6 forms that carry an IPv4 address past a check.
    Never,
}

/// Classifies an address.
pub fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    let within = |table: &[([u8; 4], u32)]| {
        let bits = u32::from(address);
        table.iter().any(|&(net, prefix)| {
            let mask = u32::MAX << (32 - prefix);
            bits & mask == u32::from_be_bytes(net) & mask
        })
    };
    if within(&V4_PRIVATE) {
        Reach::Private
    } else if within(&V4_NEVER) {
        Reach::Never
    } else {
        Reach::Public
    }
}

const V4_PRIVATE: [([u8; 4], u32); 5] = [
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([172, 16, 0, 0], 12),
    ([192, 168, 0, 0], 16),
];

/// The rest of the IANA special-purpose registry, class D and class E.
const V4_NEVER: [([u8; 4], u32); 9] = [
    ([0, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 3),
];

/// Only 2000::/3 is global unicast, and parts of it are not: so this is a list of what may pass.
fn reach_v6(address: Ipv6Addr) -> Reach {
    let [a, b, ..] = address.segments();
    let unique_local = a & 0xfe00 == 0xfc00;
    if address.is_loopback() || unique_local {
        return Reach::Private;
    }
    let global = a & 0xe000 == 0x2000;
    // 2001::/23 holds Teredo, ORCHID and benchmarks; 2001:db8::/32 and 3fff::/20 are examples;
    // 2002::/16 is 6to4, which carries an IPv4 address.
    let special =
        (a == 0x2001 && (b < 0x0200 || b == 0x0db8)) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    if global && !special {
        Reach::Public
    } else {
        Reach::Never
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expect: Reach, addresses: &[&str]) {
        for text in addresses {
            assert_eq!(reach(text.parse().unwrap()), expect, "{text}");
        }
    }

    #[test]
    fn private_addresses() {
        let v4 = [
            "10.0.0.0",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.0",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.0",
            "127.0.0.1",
            "127.255.255.255",
            "172.16.0.0",
            "172.31.255.255",
            "192.168.0.0",
            "192.168.0.1",
            "192.168.255.255",
        ];
        check(Reach::Private, &v4);
        check(
            Reach::Private,
            &[
                "::1",
                "fc00::",
                "fc00::1",
                "fd12:3456::1",
                "fdff:ffff::ffff",
            ],
        );
    }

    #[test]
    fn addresses_that_are_never_called() {
        let v4 = [
            "0.0.0.0",
            "0.255.255.255",
            "169.254.0.0",
            "169.254.169.254",
            "169.254.255.255",
            "192.0.0.0",
            "192.0.0.170",
            "192.0.0.255",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.0",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.0",
            "255.255.255.255",
        ];
        check(Reach::Never, &v4);
        let v6 = [
            "::",
            "::2",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "::ffff:0:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:7f00:1::",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:1ff::1",
            "2001:db8::1",
            "2002::1",
            "2002:7f00:1::1",
            "2002:a00:1::1",
            "3fff::1",
            "3fff:fff::1",
            "4000::1",
            "5f00::1",
            "fe80::1",
            "fe80::1:1",
            "febf::1",
            "fec0::1",
            "feff::1",
            "ff00::1",
            "ff02::1",
            "ff0e::1",
        ];
        check(Reach::Never, &v6);
    }

    #[test]
    fn public_addresses() {
        let v4 = [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
        ];
        check(Reach::Public, &v4);
        let v6 = [
            "2001:200::1",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00::1",
            "2003::1",
        ];
        check(Reach::Public, &v6);
        check(Reach::Public, &["3fff:1000::1"]);
    }
}

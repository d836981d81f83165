#include "tests/xdp_lab/frames.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "tests/verdicts/harness/probe.h"

namespace sgc::xdp_lab {
namespace {

using verdicts::ExtensionHeader;
using verdicts::IpHeader;
using verdicts::Transport;
using verdicts::VlanTag;

using Numbers = std::initializer_list<std::uint8_t>;

constexpr std::size_t kEthernetHeader = 14;
constexpr std::uint16_t kTag = 0x8100;
constexpr std::uint16_t kOuterTag = 0x88A8;
constexpr std::uint8_t kNobodysProtocol = 253;  // RFC 3692

Bytes frame_of(const Bytes& packet, std::span<const VlanTag> tags = {}) {
  return verdicts::frame_to_host(verdicts::Link{}, packet, tags);
}

std::vector<VlanTag> some_tags(Dice& dice) {
  if (!dice.one_in(4)) return {};
  std::vector<VlanTag> tags(1 + dice.below(9));
  for (VlanTag& tag : tags) tag = {static_cast<std::uint16_t>(dice.below(4096)), dice.one_in(2) ? kTag : kOuterTag};
  return tags;
}

std::vector<ExtensionHeader> some_extensions(Dice& dice) {
  constexpr std::array<std::uint8_t, 4> kNumbers{0, 43, 60, 51};
  std::vector<ExtensionHeader> extensions(dice.below(dice.one_in(8) ? 11 : 3));
  for (ExtensionHeader& extension : extensions) {
    extension.number = dice.pick<std::uint8_t>(kNumbers);
    extension.body.resize(dice.below(30));
  }
  return extensions;
}

Transport some_transport(Dice& dice, const ir::Packet& packet) {
  const Bytes payload(dice.below(40));
  if (packet.protocol == protocol::kTcp) {
    const std::uint8_t flags = dice.one_in(2) ? verdicts::tcp_flag::kSyn : static_cast<std::uint8_t>(dice.below(256));
    return verdicts::tcp({packet.a, packet.b, flags, 1, 1}, payload);
  }
  if (packet.protocol == protocol::kUdp) return verdicts::udp(packet.a, packet.b, payload);
  if (packet.protocol == protocol::kSctp) return verdicts::sctp(packet.a, packet.b, 1);
  if (detail_of(packet.family, packet.protocol) == Detail::Icmp) {
    return verdicts::icmp(packet.family, static_cast<std::uint8_t>(packet.a), static_cast<std::uint8_t>(packet.b), 0,
                          payload);
  }
  return verdicts::opaque(packet.protocol, payload);
}

Bytes some_fragment(Dice& dice, const Bytes& packet) {
  const std::vector<Bytes> fragments = verdicts::fragments_of(packet, 8 * (1 + dice.below(4)));
  return fragments.empty() ? packet : dice.pick<Bytes>(fragments);
}

std::uint8_t some_hop_limit(Dice& dice) {
  constexpr std::array<std::uint8_t, 5> kLimits{0, 1, 64, 254, 255};
  return dice.pick<std::uint8_t>(kLimits);
}

using Damage = void (*)(Dice&, Bytes&);

void cut(Dice& dice, Bytes& frame) { frame.resize(kEthernetHeader + dice.below(frame.size() - kEthernetHeader + 1)); }

// Mostly in the headers, which are what is looked at.
std::size_t some_place(Dice& dice, const Bytes& frame) {
  constexpr std::size_t kHeaders = 96;
  const std::size_t reach = dice.one_in(8) ? frame.size() : std::min(frame.size(), kHeaders);
  return kEthernetHeader - 2 + dice.below(reach - (kEthernetHeader - 2));
}

void turn_bit(Dice& dice, Bytes& frame) {
  frame[some_place(dice, frame)] ^= static_cast<std::uint8_t>(1U << dice.below(8));
}

void set_byte(Dice& dice, Bytes& frame) {
  constexpr std::array<std::uint8_t, 16> kBytes{0, 1, 2, 4, 5, 6, 8, 17, 20, 43, 44, 51, 58, 60, 0x7F, 0xFF};
  frame[some_place(dice, frame)] = dice.one_in(3) ? static_cast<std::uint8_t>(dice.below(256)) : dice.pick<std::uint8_t>(kBytes);
}

void set_length(Dice& dice, Bytes& frame) {
  const std::size_t at = some_place(dice, frame);
  if (at + 1 >= frame.size()) return;
  const std::size_t length = frame.size() - std::min(frame.size(), dice.below(120));
  frame[at] = static_cast<std::uint8_t>(length >> 8U);
  frame[at + 1] = static_cast<std::uint8_t>(length);
}

void put_in(Dice& dice, Bytes& frame) {
  const auto at = frame.begin() + static_cast<std::ptrdiff_t>(some_place(dice, frame));
  frame.insert(at, 1 + dice.below(16), static_cast<std::uint8_t>(dice.below(256)));
}

void take_out(Dice& dice, Bytes& frame) {
  const std::size_t at = some_place(dice, frame);
  const std::size_t most = frame.size() - std::max(at, kEthernetHeader);
  const std::size_t count = std::min(most, 1 + dice.below(16));
  const auto begin = frame.begin() + static_cast<std::ptrdiff_t>(at);
  frame.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
}

void lengthen(Dice& dice, Bytes& frame) { frame.resize(frame.size() + dice.below(64)); }

// ---- the corpus ----

const IpHeader kV4{{Family::V4, 0xC0000201}, {Family::V4, 0x0A000001}};
const IpHeader kV6{{Family::V6, u128{0x20010DB8} << 96U | 1}, {Family::V6, (u128{0x20010DB8} << 96U | u128{1} << 80U | 1)}};

Transport syn() { return verdicts::tcp({40000, 80}); }
// With twenty bytes of options.
Transport long_syn() {
  Transport segment = verdicts::tcp({40000, 80}, Bytes(20, 1));
  segment.bytes[12] = 0xA0;
  return segment;
}
Transport with_length(Transport udp, std::uint16_t length) {
  udp.bytes[4] = static_cast<std::uint8_t>(length >> 8U);
  udp.bytes[5] = static_cast<std::uint8_t>(length);
  return udp;
}
Transport with_byte(Transport transport, std::size_t at, std::uint8_t value) {
  transport.bytes[at] = value;
  return transport;
}

class Corpus {
 public:
  void add(std::string name, Bytes frame) { frames_.push_back({std::move(name), std::move(frame)}); }
  void packet(const std::string& name, const Bytes& packet) { add(name, frame_of(packet)); }

  // The packet with one byte changed, counted from its IP header.
  void changed(const std::string& name, Bytes packet, std::size_t at, std::uint8_t value) {
    packet[at] = value;
    this->packet(name, packet);
  }

  // Whole, and ending after each of its bytes.
  void cut_everywhere(const std::string& name, const Bytes& frame) {
    for (std::size_t size = kEthernetHeader; size <= frame.size(); ++size) {
      add(name + ", " + std::to_string(size) + " bytes of it", Bytes(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size)));
    }
  }

  std::vector<NamedFrame> take() { return std::move(frames_); }

 private:
  std::vector<NamedFrame> frames_;
};

void add_ethernet(Corpus& corpus) {
  const Bytes nothing(46);
  const verdicts::Link link{};
  corpus.add("ARP", verdicts::frame_to_host(link, verdicts::ethertype::kArp, nothing));
  corpus.add("a length where the type stands (802.3)", verdicts::frame_to_host(link, 46, nothing));
  corpus.add("an experiment", verdicts::frame_to_host(link, verdicts::ethertype::kExperiment, nothing));
  corpus.add("IPv4 in IPv6's name", verdicts::frame_to_host(link, verdicts::ethertype::kIpv6, ip_packet(kV4, syn())));
  corpus.add("IPv6 in IPv4's name", verdicts::frame_to_host(link, verdicts::ethertype::kIpv4, ip_packet(kV6, syn())));
  for (std::size_t tags = 1; tags <= 10; ++tags) {
    const std::vector<VlanTag> inner(tags, VlanTag{7, kTag});
    std::vector<VlanTag> outer = inner;
    outer.front().ethertype = kOuterTag;
    corpus.add(std::to_string(tags) + " tags, IPv4", frame_of(ip_packet(kV4, syn()), inner));
    corpus.add(std::to_string(tags) + " tags, the outer of 802.1ad, IPv6", frame_of(ip_packet(kV6, syn()), outer));
  }
  const std::vector<VlanTag> one{VlanTag{1, kTag}};
  corpus.add("a tagged ARP", verdicts::frame_to_host(link, verdicts::ethertype::kArp, nothing, one));
  corpus.add("a tag of priority alone", frame_of(ip_packet(kV4, syn()), std::vector{VlanTag{0, kTag}}));
  corpus.cut_everywhere("a tagged SYN", frame_of(ip_packet(kV4, syn()), std::vector<VlanTag>(2, VlanTag{5, kTag})));
}

void add_ipv4(Corpus& corpus) {
  const Bytes packet = ip_packet(kV4, syn());
  corpus.cut_everywhere("SYN, IPv4", frame_of(packet));
  for (unsigned version = 0; version < 16; ++version) {
    corpus.changed("version " + std::to_string(version), packet, 0, static_cast<std::uint8_t>(version << 4U | 5U));
  }
  for (unsigned words = 0; words < 16; ++words) {
    corpus.changed("header of " + std::to_string(words) + " words", packet, 0, static_cast<std::uint8_t>(0x40 | words));
  }
  for (unsigned total : {0U, 1U, 19U, 20U, 21U, 39U, 40U, 41U, 255U}) {
    corpus.changed("total length " + std::to_string(total), packet, 3, static_cast<std::uint8_t>(total));
  }
  corpus.changed("total length of 64 KiB", packet, 2, 0xFF);
  for (std::size_t size = 4; size <= 40; size += 4) {
    IpHeader header = kV4;
    header.options = Bytes(size, 1);
    corpus.packet("options, " + std::to_string(size) + " bytes", ip_packet(header, syn()));
  }
  Bytes padded = packet;
  padded.resize(60);
  corpus.packet("padding after the end", padded);
  for (const Bytes& fragment : verdicts::fragments_of(ip_packet(kV4, verdicts::udp(1, 53, Bytes(64))), 16)) {
    corpus.packet("a fragment of UDP", fragment);
  }
  for (const Bytes& fragment : verdicts::fragments_of(packet, 8)) corpus.packet("a tiny fragment of TCP", fragment);
  for (const Bytes& fragment : verdicts::fragments_of(ip_packet(kV4, long_syn()), 24)) corpus.packet("a fragment with half of a TCP header", fragment);
  // The frame goes on where the fragment ends within its header.
  for (Bytes fragment : {packet, ip_packet(kV4, verdicts::udp(1, 53, Bytes(16)))}) {
    fragment[3] = 20 + 4;
    corpus.changed("a fragment with a piece of a header, and padding", fragment, 6, 0x20);
  }
  for (unsigned words = 0; words < 6; ++words) {
    corpus.changed("GRE behind " + std::to_string(words) + " words", ip_packet(kV4, verdicts::opaque(protocol::kGre, Bytes(40))), 0,
                   static_cast<std::uint8_t>(0x40 | words));
  }
  corpus.changed("the reserved fragment bit", packet, 6, 0x80);
  corpus.changed("do not fragment", packet, 6, 0x40);
  corpus.changed("more fragments, whole header", packet, 6, 0x20);
  corpus.changed("the last place of a fragment", packet, 6, 0x1F);
  corpus.changed("the first place of a fragment", packet, 7, 0x01);
}

void add_ipv6(Corpus& corpus) {
  const Bytes packet = ip_packet(kV6, syn());
  corpus.cut_everywhere("SYN, IPv6", frame_of(packet));
  for (unsigned version = 0; version < 16; ++version) {
    corpus.changed("version " + std::to_string(version), packet, 0, static_cast<std::uint8_t>(version << 4U));
  }
  for (unsigned length : {0U, 1U, 19U, 20U, 21U, 255U}) {
    corpus.changed("payload of " + std::to_string(length), packet, 5, static_cast<std::uint8_t>(length));
  }
  corpus.changed("payload of 64 KiB", packet, 4, 0xFF);
  for (const std::uint8_t next : Numbers{0, 1, 41, 43, 44, 50, 51, 58, 59, 60, 135, 255}) {
    corpus.changed("next header " + std::to_string(next), packet, 6, next);
  }
  Bytes jumbo = packet;
  jumbo[5] = jumbo[6] = 0;
  corpus.packet("a jumbogram", jumbo);

  for (const std::uint8_t number : Numbers{0, 43, 51, 60}) {
    for (std::size_t count = 1; count <= 10; ++count) {
      IpHeader header = kV6;
      header.extensions.assign(count, ExtensionHeader{number, Bytes(6)});
      corpus.packet(std::to_string(count) + " headers " + std::to_string(number), ip_packet(header, syn()));
    }
    IpHeader header = kV6;
    header.extensions.assign(1, ExtensionHeader{number, Bytes(22)});
    corpus.cut_everywhere("header " + std::to_string(number), frame_of(ip_packet(header, verdicts::udp(1, 53))));
    for (const std::uint8_t length : Numbers{0, 1, 2, 3, 4, 255}) {
      corpus.changed("header " + std::to_string(number) + " that says " + std::to_string(length), ip_packet(header, syn()), 41, length);
    }
  }
  IpHeader header = kV6;
  header.extensions = {{0, Bytes(6)}, {60, Bytes(6)}, {43, Bytes(22)}, {51, Bytes(14)}, {60, Bytes(254)}};
  corpus.packet("every extension", ip_packet(header, syn()));
  for (const Bytes& fragment : verdicts::fragments_of(ip_packet(header, verdicts::udp(1, 53, Bytes(64))), 16)) {
    corpus.packet("a fragment behind extensions", fragment);
  }
  for (const Bytes& fragment : verdicts::fragments_of(packet, 8)) corpus.packet("a tiny fragment of TCP over IPv6", fragment);
  for (const Bytes& fragment : verdicts::fragments_of(ip_packet(kV6, verdicts::udp(1, 53, Bytes(64))), 16)) {
    corpus.packet("a fragment of UDP over IPv6", fragment);
  }
  for (const Bytes& fragment : verdicts::fragments_of(ip_packet(kV6, long_syn()), 24)) corpus.packet("a fragment with half of a TCP header, IPv6", fragment);
  // Of one piece (RFC 6946): the first fragment and the last.
  Bytes atomic = verdicts::fragments_of(packet, 8).front();
  atomic.insert(atomic.end(), packet.begin() + 48, packet.end());
  atomic[5] = static_cast<std::uint8_t>(atomic.size() - 40);
  atomic[43] = 0;
  corpus.packet("an atomic fragment", atomic);
  IpHeader eight = kV6;
  eight.extensions.assign(8, ExtensionHeader{60, Bytes(6)});
  Bytes ninth = ip_packet(eight, verdicts::opaque(44, Bytes{17, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0}));
  corpus.packet("eight headers and a fragment", ninth);
}

void add_transports(Corpus& corpus, const IpHeader& ip, const std::string& family) {
  const auto add = [&](const std::string& name, const Transport& transport) {
    corpus.packet(name + ", " + family, ip_packet(ip, transport));
  };
  for (unsigned flags = 0; flags < 64; ++flags) {
    add("TCP flags " + std::to_string(flags), verdicts::tcp({40000, 80, static_cast<std::uint8_t>(flags)}));
  }
  for (unsigned words = 0; words < 16; ++words) {
    add("TCP header of " + std::to_string(words) + " words", with_byte(syn(), 12, static_cast<std::uint8_t>(words << 4U)));
  }
  for (const std::uint16_t length : std::initializer_list<std::uint16_t>{0, 1, 7, 8, 11, 12, 13, 65535}) {
    add("UDP of length " + std::to_string(length), with_length(verdicts::udp(1, 53, Bytes(4)), length));
  }
  for (std::size_t size = 0; size <= 20; ++size) {
    for (const std::uint8_t number : Numbers{1, 2, 6, 17, 47, 58, 132}) {
      corpus.changed("protocol " + std::to_string(number) + " with " + std::to_string(size) + " bytes, " + family,
                     ip_packet(ip, verdicts::opaque(kNobodysProtocol, Bytes(size))), ip.source.family == Family::V4 ? 9 : 6,
                     number);
    }
  }
  for (unsigned type = 0; type < 256; ++type) {
    add("ICMP type " + std::to_string(type), verdicts::icmp(ip.source.family, static_cast<std::uint8_t>(type), 0, 0, Bytes(20)));
  }
}

void add_baseline(Corpus& corpus) {
  const Address link_local{Family::V6, u128{0xFE80} << 112U | 5};
  const Address last_link_local{Family::V6, u128{0xFEBF} << 112U | 5};
  const Address site_local{Family::V6, u128{0xFEC0} << 112U | 5};
  for (const std::uint8_t type : Numbers{129, 130, 131, 132, 133, 134, 135, 136, 137, 143}) {
    for (const std::uint8_t hop_limit : Numbers{1, 2, 64, 254, 255}) {
      for (const Address source : {link_local, last_link_local, site_local, Address{Family::V6, 0}, kV6.source}) {
        IpHeader header = kV6;
        header.source = source;
        header.hop_limit = hop_limit;
        corpus.packet("ICMPv6 type " + std::to_string(type) + " of hop limit " + std::to_string(hop_limit),
                      ip_packet(header, verdicts::icmp(Family::V6, type, 0, 0, Bytes(16))));
      }
    }
  }
  for (const std::uint32_t group : {0xDFFFFFFFU, 0xE0000000U, 0xE0000001U, 0xEFFFFFFFU, 0xF0000000U}) {
    IpHeader header = kV4;
    header.destination.value = group;
    corpus.packet("IGMP", ip_packet(header, verdicts::opaque(protocol::kIgmp, Bytes(8))));
  }
  for (const auto& [from, to] : {std::pair{67, 68}, {68, 67}, {67, 69}, {66, 68}, {547, 546}, {546, 547}, {547, 545}, {548, 546}}) {
    const Transport udp = verdicts::udp(static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(to), Bytes(8));
    IpHeader local = kV6;
    local.source = link_local;
    corpus.packet("DHCP", ip_packet(kV4, udp));
    corpus.packet("DHCP over IPv6", ip_packet(kV6, udp));
    corpus.packet("DHCP over IPv6, link-local", ip_packet(local, udp));
  }
}

}  // namespace

Bytes plain_frame(const ir::Packet& packet) { return frame_of(verdicts::probe(packet, 1)); }

Bytes wrapped_frame(Dice& dice, const ir::Packet& packet) {
  IpHeader header{packet.source_address(), packet.destination_address()};
  header.hop_limit = some_hop_limit(dice);
  if (packet.family == Family::V4 && dice.one_in(4)) header.options.resize(4 * dice.below(11));
  if (packet.family == Family::V6 && dice.one_in(2)) header.extensions = some_extensions(dice);
  Bytes bytes = ip_packet(header, some_transport(dice, packet));
  if (dice.one_in(8)) bytes = some_fragment(dice, bytes);
  return frame_of(bytes, some_tags(dice));
}

void damage(Dice& dice, Bytes& frame) {
  constexpr std::array<Damage, 9> kDamages{cut, turn_bit, turn_bit, turn_bit, set_byte, set_byte, set_length, put_in, take_out};
  for (std::size_t times = 1 + dice.below(3); times > 0; --times) dice.pick<Damage>(kDamages)(dice, frame);
  if (dice.one_in(8)) lengthen(dice, frame);
  frame.resize(std::max(frame.size(), kEthernetHeader));
}

std::vector<NamedFrame> odd_frames() {
  Corpus corpus;
  add_ethernet(corpus);
  add_ipv4(corpus);
  add_ipv6(corpus);
  add_transports(corpus, kV4, "IPv4");
  add_transports(corpus, kV6, "IPv6");
  add_baseline(corpus);
  return corpus.take();
}

}  // namespace sgc::xdp_lab

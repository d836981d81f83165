// The tests bite: programs with one thing wrong in each, all of which the frames notice.
#include <fmt/format.h>

#include <algorithm>

#include "tests/verdicts/harness/harness_error.h"
#include "tests/verdicts/xdp_connections.h"
#include "tests/verdicts/xdp_fixture.h"

namespace sgc::verdicts {
namespace {

const Address kHost = address("10.0.0.1");
const Address kPeer = address("192.0.2.1");
const Address kHost6 = address("2001:db8:2::1");
const Address kPeer6 = address("2001:db8:1::1");

// Every rule decides something, at every border.
constexpr const char* kTight = R"(
securitygroup backend {
  inbound {
    deny  tcp sport 8443 from any
    deny  tcp 80 from 192.0.2.128/25, 2001:db8::8000/113
    allow tcp 80, tcp 8000-8099 from 192.0.2.0/24, 2001:db8::/64 to 10.0.0.0/8, 2001:db8:1::/48
    allow udp 53 sport 1-1023 from any
    allow icmp echo-request, icmp6 echo-request, sctp 3868 from any
    allow gre from 198.51.100.0/24, 2001:db8:5::/64
  }
}
blacklist bad { deny 203.0.113.0/24, 2001:db8:6::/64 established deny }
)";

// What is replaced by what, once. Those of the fixed part name a line of the template.
struct Mistake {
  std::string before;
  std::string after;
};

const std::vector<Mistake>& mistakes_of_program() {
  static const std::vector<Mistake> kMistakes{
      {"\t\tif (finding != JUDGE)", "\t\tif (finding == JUDGE)"},
      {"packet->protocol |= ESTABLISHED;", ";"},
      {"return XDP_DROP + (finding & 1);", "return XDP_DROP + (finding >> 1 & 1);"},
      {"DROPPED_BAD_HEADER = DROPPED(7),", "DROPPED_BAD_HEADER = PASSED(7),"},
      {"return RULES + (leaf & ~LEAF);", "return RULES - 2 + (leaf & ~LEAF);"},
      {"tuple.ipv4.sport = ports[0];", "tuple.ipv4.sport = ports[1];"},
      {"tuple.ipv6.dport = ports[1];", "tuple.ipv6.dport = ports[0];"},
      {"#define SEEN_REPLY 2", "#define SEEN_REPLY 0x10a"},
      {"options.dir == 1 ||", "options.dir == 0 ||"},
      {"known = quoted ||", "known = !quoted ||"},
      {"|| quoted->saddr != to)", ")"},
      {"type == 3 || type == 4 || type == 5 || type == 11 || type == 12", "type == 3 || type == 4 || type == 5 || type == 11"},
      {"type == 3 || type == 4 || type == 5 || type == 11 || type == 12", "type >= 3"},
      {"return type >= 1 && type <= 4;", "return type <= 4;"},
      {"if (quoted->frag_off & bpf_htons(PLACE_OF_FRAGMENT))", "if (0)"},
      {"|| offset + length + 4 > end)", ")"},
      {"high_half(address) >> 54 == 0xfe80 >> 6", "high_half(address) >> 48 == 0xfe80"},
      {"bpf_ntohl(address) >> 28 == 0xe", "bpf_ntohl(address) >> 28 >= 0xe"},
      {"packet->second == DHCP_CLIENT);", "1);"},
      {"packet->first == DHCP6_SERVER && ", ""},
      {"return ip->hop_limit == 255;", "return ip->hop_limit >= 254;"},
      {"return ip->hop_limit == 1 &&", "return ip->hop_limit <= 2 &&"},
      {"if (length < sizeof(*tcp) || length > ip->rest)", "if (length < 16 || length > ip->rest)"},
      {"if (length < sizeof(*tcp) || length > ip->rest)", "if (length < sizeof(*tcp))"},
      {"if (!ip->more_fragments)", "if (1)"},
      {"if (!ip->more_fragments)", "if (0)"},
      {"if (ip->rest < sizeof(*tcp))", "if (0)"},
      {"|| ip->rest < sizeof(*udp))", ")"},
      {"if ((!tcp->syn || tcp->ack) && is_established", "if (is_established"},
      {"if ((!tcp->syn || tcp->ack) && is_established", "if (!tcp->syn && is_established"},
      {"if (length < sizeof(*udp) && !(packet->is_ipv6 && !length))", "if (length < sizeof(*udp))"},
      {"if (length < sizeof(*udp) && !(packet->is_ipv6 && !length))", "if (length && length < sizeof(*udp))"},
      {"if (type == (packet->is_ipv6 ? 129 : 0))", "if (type == (packet->is_ipv6 ? 128 : 0))"},
      {"if (options > MOST_OPTIONS)", "if (options + 1 > MOST_OPTIONS + 1)"},
      {"if (header_bytes > length)", "if (0)"},
      {"ip.rest = length - header_bytes;", "ip.rest = length;"},
      {"length = bpf_ntohs(header->tot_len);", "length = frame_length(ctx) - offset;"},
      {"packet.destination_low = bpf_ntohl(header->daddr);", "packet.destination_low = bpf_ntohl(header->saddr);"},
      {"if (header->version != 6 ||", "if ("},
      {"length = bpf_ntohs(header->payload_len);", "length = frame_length(ctx) - offset - sizeof(*header);"},
      {"ip.rest = end - transport;", "ip.rest = length;"},
      {"if (last & LATER_FRAGMENT)\n\t\t\treturn APART(PASSED_LATER_FRAGMENT);", ""},
      {"ip.more_fragments = !!(last & MORE_FRAGMENTS);", "ip.more_fragments = 0;"},
      {"if (header[2] || header[3] & 0xf8)", "if (header[2])"},
      {"next == IPPROTO_AH ? (header[1] + 2) * 4 :", ""},
      {"if (offset > end)\n\t\t\treturn TOO_SHORT;", ""},
      {"#define MOST_EXTENSIONS 8", "#define MOST_EXTENSIONS 9"},
      {"#define MOST_TAGS 8", "#define MOST_TAGS 7"},
      {"type == bpf_htons(ETH_P_8021Q) || type == bpf_htons(ETH_P_8021AD)", "type == bpf_htons(ETH_P_8021Q)"},
      {"offset += TAG_BYTES;\n\t\tif", "offset += 2;\n\t\tif"},
      {"\treturn APART(PASSED_NOT_IP);\n}", "\treturn APART(DROPPED_BAD_HEADER);\n}"},
  };
  return kMistakes;
}

class XdpMutationTest : public XdpTargetTest {
 protected:
  // The source with this mistake, or nothing where the text has no such place.
  static std::optional<std::string> with(const Mistake& mistake, const std::string& source) {
    const std::size_t at = source.find(mistake.before);
    if (at == std::string::npos) return std::nullopt;
    std::string text = source;
    return text.replace(at, mistake.before.size(), mistake.after);
  }

  // Words of the tables, each with its last digit wrong, drawn evenly. Where the first interval begins, which is never
  // looked at, is left alone.
  static std::vector<std::string> with_wrong_numbers(const std::string& source, std::size_t count) {
    constexpr std::string_view kFirstBound = "{\n\t0x00000000";
    constexpr std::size_t kLastDigit = 9;
    std::vector<std::size_t> places;
    const std::size_t end = source.find("/* ==== the program");
    for (std::size_t at = source.find("\t0x", source.find("/* ==== the policy")); at < end; at = source.find("0x", at + 1)) {
      const bool word = source.compare(at, 2, "0x") == 0 && source[at + kLastDigit + 1] == ',';
      if (word && source.compare(at - 3, kFirstBound.size(), kFirstBound) != 0) places.push_back(at + kLastDigit);
    }
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) {
      std::string text = source;
      char& digit = text[places[i * places.size() / count]];
      digit = digit == '0' ? '1' : '0';
      all.push_back(std::move(text));
    }
    return all;
  }

  // Whether the program does with every frame what it should.
  static bool is_right(const XdpPoint& point, const LoadedProgram& program, std::span<const Bytes> frames,
                       const std::vector<ConnectionFrame>& connections) {
    if (!mistakes(point, program, frames).empty()) return false;
    bool right = true;
    lab().topology().host.run([&] {
      for (const ConnectionFrame& frame : connections) right = right && (program.run(frame.bytes) == (frame.known ? 2U : 1U));
    });
    return right;
  }
};

// What differs in two texts of the same lines.
std::string line_of_difference(std::string_view before, std::string_view after) {
  const auto at = static_cast<std::size_t>(std::ranges::mismatch(before, after).in1 - before.begin());
  const std::size_t begin = before.rfind('\n', at) + 1;
  const std::size_t end = before.find('\n', at);
  return fmt::format("{} -> {}", before.substr(begin, end - begin), after.substr(begin, end - begin));
}

// The list lets these in by itself, known or not: pings, and TCP to port 80.
bool is_let_in(const ConnectionFrame& frame) {
  return frame.what == "no error, type 8" || frame.what == "no error, type 128" || frame.what == "the same to another port";
}

TEST_F(XdpMutationTest, AreAllCaught) {
  constexpr std::size_t kNumbers = 15;
  const CompiledPolicy policy(kTight, "xdp");
  const XdpPoint point{&policy, "backend"};
  std::vector<Bytes> frames = boundary_frames(point, 1500);
  for (xdp_lab::NamedFrame& frame : xdp_lab::odd_frames()) frames.push_back(std::move(frame.bytes));

  std::vector<std::string> sources{point.source()};
  std::vector<std::string> names{"nothing is wrong"};
  for (const Mistake& mistake : mistakes_of_program()) {
    const auto source = with(mistake, point.source());
    ASSERT_TRUE(source) << mistake.before;
    sources.push_back(*source);
    names.push_back(mistake.before + " -> " + mistake.after);
  }
  for (std::string& source : with_wrong_numbers(point.source(), kNumbers)) {
    sources.push_back(std::move(source));
    names.push_back(fmt::format("a number: {}", line_of_difference(point.source(), sources.back())));
  }
  const auto objects = xdp_lab::compile_all(scratch(), "mutant", sources);
  ASSERT_TRUE(objects.front().ok) << objects.front().messages;

  // Made last, and proved to be there at the end: connection tracking forgets a datagram that nobody answers.
  lab().connect(kHost, kPeer);
  lab().connect(kHost6, kPeer6);
  ASSERT_TRUE(lab().load({}, {"nft 'table inet sgc.ct; delete table inet sgc.ct; table inet sgc.ct { chain unused { ct state new; }; }'"}).ok);
  const Connections v4(lab(), kHost, kPeer);
  const Connections v6(lab(), kHost6, kPeer6);
  std::vector<ConnectionFrame> connections = v4.frames();
  for (ConnectionFrame& frame : v6.frames()) connections.push_back(std::move(frame));
  std::erase_if(connections, is_let_in);

  const std::size_t first_number = 1 + mistakes_of_program().size();
  std::size_t caught = 0;
  std::size_t refused = 0;
  std::size_t numbers_caught = 0;
  for (std::size_t i = 1; i < objects.size(); ++i) {
    try {
      if (!objects[i].ok) throw HarnessError(objects[i].messages);
      const LoadedProgram program(objects[i].object);
      const bool right = is_right(point, program, frames, connections);
      caught += right ? 0 : 1;
      // A number of the tables can be one that no packet ever comes to: an echo reply's, a class that nobody is in.
      if (i >= first_number) {
        numbers_caught += right ? 0 : 1;
      } else {
        EXPECT_FALSE(right) << "nobody noticed " << names[i];
      }
    } catch (const HarnessError&) {
      ++refused;
    }
  }
  ASSERT_TRUE(is_right(point, LoadedProgram(objects.front().object), frames, connections));
  EXPECT_GE(caught, 50U);
  EXPECT_GE(numbers_caught, kNumbers * 2 / 3);
  RecordProperty("caught", static_cast<int>(caught));
  RecordProperty("refused", static_cast<int>(refused));
}

}  // namespace
}  // namespace sgc::verdicts

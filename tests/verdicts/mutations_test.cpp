// The mutations of text, and the proof that the harness notices them: a policy written by hand in three forms, every
// part of which decides something.
#include "tests/night.h"
#include "tests/verdicts/harness/mutations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/verdicts/harness/boundary_packets.h"
#include "tests/verdicts/harness/hand_made_list.h"
#include "tests/verdicts/harness/lab_fixture.h"
#include "tests/verdicts/harness/process.h"
#include "tests/verdicts/harness/talk.h"
#include "tests/verdicts/harness/test_words.h"

namespace sgc::verdicts {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::vector<std::string> afters(Format format, std::string_view line) {
  std::vector<std::string> all;
  for (const Mutation& mutation : mutations(format, line, 1, 1000)) all.push_back(mutation.after);
  return all;
}

TEST(Mutations, OfAnNftablesRule) {
  const auto all = afters(Format::Nftables, "  ip saddr 192.0.2.0/24 tcp dport { 22, 80-90 } accept # why\n");
  EXPECT_THAT(all, Contains("  ip saddr 192.0.2.0/24 tcp dport { 22, 80-90 } drop # why"));
  EXPECT_THAT(all, Contains("  ip daddr 192.0.2.0/24 tcp dport { 22, 80-90 } accept # why"));
  EXPECT_THAT(all, Contains("  ip saddr 192.0.2.0/24 udp dport { 22, 80-90 } accept # why"));
  EXPECT_THAT(all, Contains("  ip saddr 192.0.2.0/24 tcp dport { 80-90 } accept # why"));
  EXPECT_THAT(all, Contains("  ip saddr 192.0.2.0/24 tcp dport { 22} accept # why"));
  EXPECT_THAT(all, Contains("  meta nfproto ipv6 ip saddr 192.0.2.0/24 tcp dport { 22, 80-90 } accept # why"));
  EXPECT_THAT(all, Contains(testing::AnyOf(HasSubstr("192.0.2.0/25"), HasSubstr("192.0.2.0/23"))));
  EXPECT_THAT(all, Contains(testing::AnyOf(HasSubstr("80-89"), HasSubstr("80-91"))));
  EXPECT_THAT(all, Contains(""));
}

TEST(Mutations, OfAnIptablesRule) {
  const auto all = afters(Format::Iptables, "-A INPUT -s 2001:db8::/32 -p udp -m multiport --dports 53,123 -j DROP\n");
  EXPECT_THAT(all, Contains("-A INPUT -s 2001:db8::/32 -p udp -m multiport --dports 53,123 -j ACCEPT"));
  EXPECT_THAT(all, Contains("-A INPUT -d 2001:db8::/32 -p udp -m multiport --dports 53,123 -j DROP"));
  EXPECT_THAT(all, Contains("-A INPUT -s 2001:db8::/32 -p tcp -m multiport --dports 53,123 -j DROP"));
  EXPECT_THAT(all, Contains("-A INPUT -s 2001:db8::/32 -p udp -m multiport --dports 53 -j DROP"));
  EXPECT_THAT(all, Contains(testing::AnyOf(HasSubstr("2001:db8::/33"), HasSubstr("2001:db8::/31"))));
  EXPECT_THAT(all, Contains(""));
}

TEST(Mutations, OfAnIpset) {
  const auto all = afters(Format::Ipset, "create partners hash:net\nadd partners 192.0.2.7\n");
  EXPECT_THAT(all, Contains(testing::AnyOf("add partners 192.0.2.6", "add partners 192.0.2.8")));
  EXPECT_THAT(all, Contains(""));
}

TEST(Mutations, LeaveCommentsAndQuotedWordsAlone) {
  EXPECT_TRUE(mutations(Format::Nftables, "# tcp dport 22 accept\n", 1, 100).empty());
  for (const Mutation& mutation : mutations(Format::Nftables, "  tcp dport 22 log prefix \"drop 10.0.0.1 \" accept\n", 1, 100)) {
    if (!mutation.after.empty()) {
      EXPECT_THAT(mutation.after, HasSubstr("\"drop 10.0.0.1 \""));
    }
  }
}

TEST(Mutations, AreTheSameForTheSameSeedAndNoneTwice) {
  const std::string text = "  ip saddr 192.0.2.0/24 tcp dport { 22, 80-90 } accept\n  udp dport 53 drop\n  ip6 daddr ::1 drop\n";
  const auto all = mutations(Format::Nftables, text, 3, 1000);
  EXPECT_EQ(all, mutations(Format::Nftables, text, 3, 1000));
  EXPECT_NE(mutations(Format::Nftables, text, 3, 5), mutations(Format::Nftables, text, 4, 5));
  std::set<std::string> texts;
  for (const Mutation& mutation : all) {
    EXPECT_NE(mutation.text, text);
    EXPECT_TRUE(texts.insert(mutation.text).second) << to_string(mutation);
  }
}

// Every rule, element and bound of this list decides something.
HandMadeList tight() {
  const auto tcp = [](std::uint16_t first, std::uint16_t last) {
    return ServiceSet::ports(protocol::kTcp, kAllPorts, {first, last});
  };
  const AddressSet any = addresses({"any"});
  const AddressSet servers = addresses({"10.0.0.0/24", "2001:db8:1::/64"});
  HandMadeList made;
  made.add(ir::Verdict::Deny, addresses({"198.51.100.0/25", "198.51.100.200", "2001:db8:bad::/48"}), servers, ServiceSet::all())
      .add(ir::Verdict::Allow, addresses({"192.0.2.0/24", "198.51.100.0/24", "2001:db8:f::/48", "2001:db8:b00::/40"}), servers,
           unite(tcp(22, 22), tcp(8000, 8099)))
      .add(ir::Verdict::Reject, any, servers, tcp(22, 23))
      .add(ir::Verdict::Allow, any, servers, ServiceSet::ports(protocol::kUdp, {1024, kMaxPort}, {53, 53}))
      .add(ir::Verdict::Allow, any, servers, ServiceSet::icmp(Family::V4, {3, 3}, {4, 4}))
      .add(ir::Verdict::Allow, any, any, ServiceSet::of_protocol(89));
  return made;
}

const char* const kTightNft = R"(table inet tested
delete table inet tested
table inet tested {
  set threats.v4 { type ipv4_addr; flags interval; elements = {
    198.51.100.0/25,
    198.51.100.200
  } }
  set clients.v4 { type ipv4_addr; flags interval; elements = { 192.0.2.0/24, 198.51.100.0/24 } }
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iifname "lo" accept
    ip saddr @threats.v4 ip daddr 10.0.0.0/24 drop
    ip6 saddr 2001:db8:bad::/48 ip6 daddr 2001:db8:1::/64 drop
    ip saddr @clients.v4 ip daddr 10.0.0.0/24 tcp dport { 22, 8000-8099 } accept
    ip6 saddr { 2001:db8:f::/48, 2001:db8:b00::/40 } ip6 daddr 2001:db8:1::/64 tcp dport { 22, 8000-8099 } accept
    ip daddr 10.0.0.0/24 tcp dport 22-23 reject with tcp reset
    ip6 daddr 2001:db8:1::/64 tcp dport 22-23 reject with tcp reset
    ip daddr 10.0.0.0/24 udp sport 1024-65535 udp dport 53 accept
    ip6 daddr 2001:db8:1::/64 udp sport 1024-65535 udp dport 53 accept
    ip daddr 10.0.0.0/24 icmp type 3 icmp code 4 accept
    meta l4proto 89 accept
  }
}
)";

// The same list as complete filter tables of iptables, one a family.
const char* const kTightV4 = R"(*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -m set --match-set threats src -d 10.0.0.0/24 -j DROP
-A INPUT -s 198.51.100.0/24 -d 10.0.0.0/24 -p tcp -m multiport --dports 22,8000:8099 -j ACCEPT
-A INPUT -s 192.0.2.0/24 -d 10.0.0.0/24 -p tcp -m multiport --dports 22,8000:8099 -j ACCEPT
-A INPUT -d 10.0.0.0/24 -p tcp -m tcp --dport 22:23 -j REJECT --reject-with tcp-reset
-A INPUT -d 10.0.0.0/24 -p udp -m udp --sport 1024:65535 --dport 53 -j ACCEPT
-A INPUT -d 10.0.0.0/24 -p icmp -m icmp --icmp-type 3/4 -j ACCEPT
-A INPUT -p 89 -j ACCEPT
COMMIT
)";
const char* const kTightV6 = R"(*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -s 2001:db8:bad::/48 -d 2001:db8:1::/64 -j DROP
-A INPUT -s 2001:db8:b00::/40 -d 2001:db8:1::/64 -p tcp -m multiport --dports 22,8000:8099 -j ACCEPT
-A INPUT -s 2001:db8:f::/48 -d 2001:db8:1::/64 -p tcp -m multiport --dports 22,8000:8099 -j ACCEPT
-A INPUT -d 2001:db8:1::/64 -p tcp -m tcp --dport 22:23 -j REJECT --reject-with tcp-reset
-A INPUT -d 2001:db8:1::/64 -p udp -m udp --sport 1024:65535 --dport 53 -j ACCEPT
-A INPUT -p 89 -j ACCEPT
COMMIT
)";
const char* const kTightSet = "create threats hash:net\nadd threats 198.51.100.0/25\nadd threats 198.51.100.200\n";

// Files that are one of the forms of the tight list, and what shows that they still are.
class MutationHunt : public LabTest {
 protected:
  void SetUp() override {
    LabTest::SetUp();
    if (IsSkipped()) return;
    made_ = tight();
    packets_ = boundary_packets(made_.policy, made_.list, {8'000, 1});
    if (connected_) return;
    for (const auto& [host, peer] : kPairs) lab().connect(address(host), address(peer), Neighbours::Known);
    connected_ = true;
  }
  static void TearDownTestSuite() {
    connected_ = false;
    LabTest::TearDownTestSuite();
  }

  Comparison judged() {
    return compare(made_.policy, made_.list, packets_, lab().judge(ir::Direction::Inbound, packets_));
  }

  // The list says what it said, what the host opens is answered, and it reaches itself.
  bool still_right() {
    if (!judged().agreed() || !reaches_itself(lab())) return false;
    for (const auto& [host, peer] : kPairs) {
      if (TcpTalk(lab(), Side::Host, address(host), {address(peer), 80}).opening() != Opening::Connected) return false;
    }
    return true;
  }

  void expect_all_caught(std::span<const NamedFile> files, std::span<const std::string> commands,
                         std::string_view mutated, Format format, std::size_t least) {
    const Loaded loaded = lab().load(files, commands);
    ASSERT_TRUE(loaded.ok) << loaded.transcript;
    ASSERT_TRUE(still_right()) << to_string(judged());

    const auto text = std::find_if(files.begin(), files.end(), [&](const NamedFile& file) { return file.name == mutated; });
    const std::size_t most = at_night() ? 1'000 : 2 * least;
    const Hunt result = hunt(lab(), files, mutated, commands, mutations(format, text->bytes, 1, most), [this] { return still_right(); });
    EXPECT_EQ(survivors(result), "");
    EXPECT_GE(result.caught.size(), least) << result.refused.size() << " were refused";
    RecordProperty(std::string(mutated) + " caught", static_cast<int>(result.caught.size()));
  }

 private:
  static constexpr std::pair<const char*, const char*> kPairs[] = {{"203.0.113.1", "203.0.113.2"},
                                                                   {"2001:db8:77::1", "2001:db8:77::2"}};
  static inline bool connected_ = false;
  HandMadeList made_;
  std::vector<ir::Packet> packets_;
};

TEST_F(MutationHunt, CatchesAllOfAnNftablesFile) {
  const std::vector<NamedFile> files{{"tested.nft", kTightNft}};
  expect_all_caught(files, std::vector<std::string>{"nft -f tested.nft"}, "tested.nft", Format::Nftables, 40);
}

TEST_F(MutationHunt, CatchesAllOfIptablesFilesAndTheirSets) {
  if (const auto missing = missing_program({"iptables-legacy", "ipset"})) GTEST_SKIP() << *missing;
  const std::vector<NamedFile> files{{"a.ipset", kTightSet}, {"a.v4", kTightV4}, {"a.v6", kTightV6}};
  const std::vector<std::string> commands{"ipset -exist restore < a.ipset", "iptables-legacy-restore < a.v4",
                                          "ip6tables-legacy-restore < a.v6"};
  expect_all_caught(files, commands, "a.v4", Format::Iptables, 20);
  lab().clear();
  expect_all_caught(files, commands, "a.v6", Format::Iptables, 20);
  lab().clear();
  expect_all_caught(files, commands, "a.ipset", Format::Ipset, 3);
}

}  // namespace
}  // namespace sgc::verdicts

// Loads while packets come: what both the old files and the new ones deny never gets through, and nothing of the old
// ones is left.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "compiler/net/protocol.h"
#include "tests/verdicts/harness/test_words.h"
#include "tests/verdicts/host_fixture.h"

namespace sgc::verdicts {
namespace {

constexpr int kRounds = 3;
constexpr unsigned kLeastReloads = 4;
constexpr std::uint16_t kPackets = 2000;
constexpr std::uint16_t kPorts[] = {22, 23, 80};

// Two policies, loaded in turns. Port 22 is denied by a rule, 23 by another kind of rule or the default, 80 allowed.
struct ReloadCase {
  const char* what;
  bool asks_sets;
  std::string first;
  std::string second;
};

// Denies that a file lays out as maps, none of them for the packets of this test but for the one of port 23.
std::string many_denies() {
  std::string rules = "deny tcp 22-23 from 192.0.2.0/24\n";
  for (int i = 0; i < 400; ++i) rules += fmt::format("deny tcp {}-{} from 10.{}.{}.0/24\n", 1000 + i, 2000 + i, i / 200, i % 200);
  return rules;
}

std::vector<ReloadCase> reload_cases() {
  const auto backend = [](const std::string& rules) { return "securitygroup backend { inbound { " + rules + " } }\n"; };
  const std::string lines = backend("allow http from any deny ssh from any");
  const std::string by_default = backend("allow http from any") + "target nftables { counters off }\n";
  const std::string group = "group bad { 192.0.2.0/24, 198.51.100.7, 203.0.113.0-203.0.113.9 }\n" + backend("deny tcp 22-23 from bad allow all from any");
  const std::string nameless = backend("deny tcp 22-23, 100-200 from 192.0.2.0/25, 198.51.100.0/24 allow all from any");
  const std::string map = backend(many_denies() + "allow all from any");
  return {{"lines", false, lines, lines},
          {"default, no counters", false, by_default, by_default},
          {"a deny of a set", true, group, group},
          {"a deny of nameless sets", true, nameless, nameless},
          {"denies in a map", true, map, map},
          {"one for another", true, group, map},
          {"lines for a map", true, lines, map}};
}

std::vector<ir::Packet> reload_packets() {
  std::vector<ir::Packet> packets;
  for (std::uint16_t i = 0; i < kPackets; ++i) packets.push_back(packet(protocol::kTcp, "192.0.2.1", "10.0.0.1", i, kPorts[i % std::size(kPorts)]));
  return packets;
}

// Loads the two in turns until it ends.
class Reloader {
 public:
  template <class Load>
  explicit Reloader(Load load)
      : thread_([this, load] {
          for (bool second = true; !over_; second = !second) loaded_ += load(second) ? 1U : 0U;
        }) {}
  ~Reloader() {
    over_ = true;
    thread_.join();
  }
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  unsigned loaded() const { return loaded_; }

 private:
  std::atomic<bool> over_ = false;
  std::atomic<unsigned> loaded_ = 0;
  std::thread thread_;
};

class HostReloadTest : public HostTest {
 protected:
  // Of what both policies allow. nf_tables takes an old chain off its hook a moment after its rules end, and sets into
  // use a moment after rules that ask them: what a packet meets in between drops it.
  static unsigned most_lost(const ReloadCase& one, unsigned judged, unsigned loads) {
    if (target().name != "nftables") return 0;
    return one.asks_sets ? judged / 100 : loads;
  }

  static std::string listed() { return lab().load({}, {target().listing}).transcript; }
};

INSTANTIATE_TEST_SUITE_P(Hosts, HostReloadTest, testing::ValuesIn(host_targets()), name_of_target);

TEST_P(HostReloadTest, NothingGetsThroughThatIsDeniedBeforeAndAfter) {
  const std::vector<ir::Packet> packets = reload_packets();
  for (const ReloadCase& one : reload_cases()) {
    const auto first = emitted(target(), CompiledPolicy(one.first), "backend");
    const auto second = emitted(target(), CompiledPolicy(one.second), "backend");
    ASSERT_TRUE(load(first).ok) << one.what;

    const Reloader reloader([&](bool turn) { return load(turn ? second : first).ok; });
    unsigned opened = 0;
    unsigned lost = 0;
    unsigned judged = 0;
    for (int round = 0; round < kRounds || reloader.loaded() < kLeastReloads; ++round) {
      const std::vector<Outcome> outcomes = lab().judge(ir::Direction::Inbound, packets);
      judged += static_cast<unsigned>(packets.size());
      for (std::size_t i = 0; i < packets.size(); ++i) {
        const bool accepted = outcomes[i] == Outcome::Accepted;
        opened += packets[i].b != 80 && accepted ? 1U : 0U;
        lost += packets[i].b == 80 && !accepted ? 1U : 0U;
      }
    }
    EXPECT_EQ(opened, 0U) << one.what;
    EXPECT_LE(lost, most_lost(one, judged, reloader.loaded())) << one.what << ", loads: " << reloader.loaded();
  }
}

TEST_P(HostReloadTest, NothingOfTheOldFileIsLeft) {
  for (const ReloadCase& one : reload_cases()) {
    const auto first = emitted(target(), CompiledPolicy(one.first), "backend");
    const auto second = emitted(target(), CompiledPolicy(one.second), "backend");
    ASSERT_TRUE(load(second).ok);
    const std::string fresh = listed();
    ASSERT_TRUE(load(first).ok);
    ASSERT_TRUE(load(second).ok);
    EXPECT_EQ(listed(), fresh) << one.what;
  }
}

TEST_P(HostReloadTest, AFileThatIsRefusedLeavesTheOldOneInForce) {
  const auto files = emitted(target(), CompiledPolicy("securitygroup backend { inbound { allow http from any } }"), "backend");
  ASSERT_TRUE(load(files).ok);
  const std::string before = listed();

  auto broken = files;
  for (NamedFile& file : broken) file.bytes += "this is no rule\n";
  EXPECT_FALSE(load(broken).ok);
  EXPECT_EQ(listed(), before);
  EXPECT_EQ(lab().judge(ir::Direction::Inbound, std::vector{packet(protocol::kTcp, "192.0.2.1", "10.0.0.1", 1, 22)}).front(), Outcome::Dropped);
}

}  // namespace
}  // namespace sgc::verdicts

// The tests bite: emitted files with one thing wrong in each, all of which the packets notice.
#include <gtest/gtest.h>

#include <string>

#include "tests/verdicts/harness/mutations.h"
#include "tests/verdicts/harness/talk.h"
#include "tests/verdicts/harness/test_words.h"
#include "tests/verdicts/host_fixture.h"
#include "tests/verdicts/host_lists.h"

namespace sgc::verdicts {
namespace {

struct Ends {
  Address host;
  Address peer;
};

const Ends kEnds[] = {{address("10.0.0.1"), address("192.0.2.1")}, {address("2001:db8:2::1"), address("2001:db8:1::1")}};

Format format_of(const NamedFile& file) {
  if (file.name.ends_with(".nft")) return Format::Nftables;
  return file.name.ends_with(".ipset") ? Format::Ipset : Format::Iptables;
}

class HostMutationTest : public HostTest {
 protected:
  // Whether what is loaded says of all packets, replies and loopback what it should.
  static bool still_right(const CompiledPolicy& compiled) {
    for (const ir::Direction direction : ir::kDirections) {
      if (!judge(compiled, "backend", direction, 1500).agreed()) return false;
    }
    for (const Family family : kFamilies) {
      if (!reaches_itself(lab(), family)) return false;
    }
    for (const auto& [host, peer] : kEnds) {
      TcpTalk in(lab(), Side::Peer, peer, {host, 80});
      TcpTalk out(lab(), Side::Host, host, {peer, 8443});
      const bool both = in.opening() == Opening::Connected && in.delivers(Side::Host) && out.opening() == Opening::Connected && out.delivers(Side::Peer);
      if (!both) return false;
    }
    return true;
  }

  // No packet of a judgement comes while a file is loaded, host_reload_test.cpp sends them then; and none is forwarded.
  // A policy that drops is said once more by the last line of its chain, for the time of a load.
  static bool is_out_of_sight(const Mutation& mutation) {
    const std::string text = to_string(mutation);
    const auto tells_of = [&](std::string_view what) { return text.find(what) != std::string::npos; };
    const bool said_once = tells_of("DROP [0:0] -> ") || tells_of("policy drop; -> ") || (tells_of(" default\"") && tells_of("-> (gone)"));
    return tells_of("load.finished") || said_once || tells_of("-A FORWARD");
  }

  static void expect_all_caught(Form form) {
    const CompiledPolicy compiled(kTightLists);
    const auto files = emitted(target(), compiled, "backend", form);
    for (const auto& [host, peer] : kEnds) lab().connect(host, peer, Neighbours::Known);
    ASSERT_TRUE(load(files).ok);
    ASSERT_TRUE(still_right(compiled));

    std::size_t caught = 0;
    std::size_t survived = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
      const Hunt hunt = verdicts::hunt(lab(), files, files[i].name, target().commands,
                                       mutations(format_of(files[i]), files[i].bytes, 1, kMutations / files.size()), [&] { return still_right(compiled); });
      caught += hunt.caught.size();
      survived += hunt.survived.size();
      for (const Mutation& survivor : hunt.survived) {
        if (is_out_of_sight(survivor)) continue;
        auto wrong = files;
        wrong[i].bytes = survivor.text;
        EXPECT_EQ(read_back(target(), compiled, "backend", wrong), "") << "nobody noticed " << files[i].name << ' ' << to_string(survivor);
      }
    }
    EXPECT_GE(caught, 30U);
    EXPECT_LT(survived, caught / 4);
    RecordProperty("caught", static_cast<int>(caught));
    RecordProperty("equivalent", static_cast<int>(survived));
  }

  static constexpr std::size_t kMutations = 60;
};
INSTANTIATE_TEST_SUITE_P(Hosts, HostMutationTest, testing::ValuesIn(host_targets()), name_of_target);

TEST_P(HostMutationTest, OfLinesAreAllCaught) { expect_all_caught(Form::Usual); }

TEST_P(HostMutationTest, OfLongListsAreAllCaught) { expect_all_caught(Form::Forced); }

}  // namespace
}  // namespace sgc::verdicts

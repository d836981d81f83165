// The tests bite: emitted files with one thing wrong in each, all of which the packets notice.
#include <gtest/gtest.h>

#include <string>

#include "targets/nftables/verify.h"
#include "tests/verdicts/harness/mutations.h"
#include "tests/verdicts/harness/talk.h"
#include "tests/verdicts/harness/test_words.h"
#include "tests/verdicts/nftables_fixture.h"
#include "tests/verdicts/nftables_lists.h"

namespace sgc::verdicts {
namespace {

const Address kHost = address("10.0.0.1");
const Address kPeer = address("192.0.2.1");

class NftablesMutationTest : public NftablesTest {
 protected:
  // Whether the file loaded says of all packets, replies and loopback what it should.
  static bool still_right(const CompiledPolicy& compiled) {
    for (const ir::Direction direction : ir::kDirections) {
      if (!judge(compiled, "backend", direction, 1500).agreed()) return false;
    }
    if (!reaches_itself(lab())) return false;
    TcpTalk in(lab(), Side::Peer, kPeer, {kHost, 80});
    TcpTalk out(lab(), Side::Host, kHost, {kPeer, 8443});
    return in.opening() == Opening::Connected && in.delivers(Side::Host) && out.opening() == Opening::Connected &&
           out.delivers(Side::Peer);
  }

  // Whether the file is proved to say the policy all the same: then there is nothing to notice.
  static bool means_the_same(const CompiledPolicy& compiled, const std::string& text) {
    const std::vector<ir::PointId> points{compiled.policy().find_point("backend").value()};
    const targets::OutputFile file{"nftables/backend.nft", text};
    Sink sink;
    nftables::verify_files({compiled.policy(), compiled.sources(), points, "0.0.0", true}, std::span(&file, 1), sink);
    return !sink.has_errors();
  }

  static void expect_all_caught(const nftables::Limits& limits) {
    const CompiledPolicy compiled(kTightLists);
    const std::string text = emitted(compiled, "backend", limits);
    lab().connect(kHost, kPeer);
    ASSERT_TRUE(load(text).ok);
    ASSERT_TRUE(still_right(compiled));

    const std::string command = "nft -f point.nft";
    const NamedFile file{"point.nft", text};
    const Hunt hunt = verdicts::hunt(lab(), std::span(&file, 1), "point.nft", std::span(&command, 1),
                                     mutations(Format::Nftables, text, 1, kMutations), [&] { return still_right(compiled); });
    EXPECT_GE(hunt.caught.size(), 30U);
    for (const Mutation& survivor : hunt.survived) {
      EXPECT_TRUE(means_the_same(compiled, survivor.text)) << "nobody noticed " << to_string(survivor);
    }
    EXPECT_LT(hunt.survived.size(), hunt.caught.size() / 4) << survivors(hunt);
    RecordProperty("caught", static_cast<int>(hunt.caught.size()));
    RecordProperty("equivalent", static_cast<int>(hunt.survived.size()));
    RecordProperty("refused", static_cast<int>(hunt.refused.size()));
  }

  static constexpr std::size_t kMutations = 60;
};

TEST_F(NftablesMutationTest, OfLinesAreAllCaught) { expect_all_caught({}); }

TEST_F(NftablesMutationTest, OfMapsAndChainsAreAllCaught) { expect_all_caught(kForced); }

}  // namespace
}  // namespace sgc::verdicts

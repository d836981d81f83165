// `sgc apply-check` against the kernel of this machine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "targets/target.h"
#include "tests/integration/workplace.h"

namespace sgc {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class ApplyCheck : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    work_.put("policy.sg", kWeb);
  }
  bool compile(const std::string& target) {
    if (targets::find_target(target) == nullptr) return false;
    const ProgramResult run = work_.sgc({"compile", "policy.sg", "-t", target, "-o", "out", "-q"});
    EXPECT_EQ(run.status, 0) << run.err;
    return true;
  }
  Workplace work_;
};

TEST_F(ApplyCheck, TakesWhatSgcWrote) {
  for (const char* const target : {"nftables", "iptables", "xdp"}) {
    if (!compile(target)) continue;
    const ProgramResult run = work_.sgc({"apply-check", "out"});
    EXPECT_EQ(run.status, 0) << target << run.err;
    EXPECT_THAT(run.out, HasSubstr("accepted"));
  }
}

TEST_F(ApplyCheck, ChangesNothingOnThisMachine) {
  compile("nftables");
  const std::string before = work_.shell("nft list ruleset; ip link; mount").out;
  work_.sgc({"apply-check", "out"});
  EXPECT_EQ(work_.shell("nft list ruleset; ip link; mount").out, before);
}

TEST_F(ApplyCheck, TellsOfAFileThatWasEditedAndIsRefused) {
  compile("nftables");
  work_.shell("sed -i 's/policy drop/policy droop/' out/nftables/web.nft");
  const ProgramResult run = work_.sgc({"apply-check", "out", "--format", "json"});
  EXPECT_EQ(run.status, 1);
  const Json file = Json::parse(run.out)["files"][0];
  EXPECT_EQ(file["file"], "nftables/web.nft");
  EXPECT_EQ(file["state"], "refused");
  EXPECT_THAT(run.err, HasSubstr("[SGC9080]"));
  EXPECT_THAT(run.err, HasSubstr("[SGC9083]"));
}

TEST_F(ApplyCheck, NamesTheMapWhoseElementsOverlap) {
  work_.put("out/nftables/web.nft", R"(table inet sgc-web {
  map fine.v4 {
    type ipv4_addr . inet_proto . inet_service : verdict
    flags interval
    elements = { 10.0.0.0/8 . tcp . 80 : accept }
  }
  map overlapping.v4 {
    type ipv4_addr . inet_proto . inet_service : verdict
    flags interval
    elements = {
      10.0.0.0/8 . tcp . 80-90 : accept,
      10.1.0.0/16 . tcp . 85 : drop
    }
  }
  chain input {
    type filter hook input priority filter; policy drop;
    ip saddr . meta l4proto . th dport vmap @fine.v4
    ip saddr . meta l4proto . th dport vmap @overlapping.v4
  }
}
)");
  const ProgramResult run = work_.sgc({"apply-check", "out"});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("map overlapping.v4"));
}

TEST_F(ApplyCheck, ReadsAFolderWithoutAManifest) {
  compile("nftables");
  std::filesystem::remove(work_ / "out/manifest.json");
  EXPECT_EQ(work_.sgc({"apply-check", "out"}).status, 0);
}

TEST_F(ApplyCheck, TellsOfAFolderThatIsNone) {
  EXPECT_EQ(work_.sgc({"apply-check", "nowhere"}).status, 3);
  EXPECT_EQ(work_.sgc({"apply-check", "policy.sg"}).status, 3);
}

}  // namespace
}  // namespace sgc

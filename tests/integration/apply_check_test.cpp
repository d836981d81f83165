// `sgc apply-check` against the kernel of this machine.
#include <fmt/format.h>
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

TEST_F(ApplyCheck, NamesTheSetWhoseElementsOverlapAmongMany) {
  std::string text = "table inet sgc-web {\n";
  for (int i = 0; i < 20; ++i) {
    text += fmt::format(
        "\tset many{}.v4 {{\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = {{ 10.{}.0.0/16{} "
        "}}\n\t}}\n",
        i, i, i == 13 ? ", 10.13.7.0/24" : "");
  }
  work_.put("out/nftables/web.nft", text + "}\n");
  const ProgramResult run = work_.sgc({"apply-check", "out"});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("set many13.v4"));
}

TEST_F(ApplyCheck, TriesEachFileAndTellsOfEachThatIsRefused) {
  work_.put("out/nftables/a.nft", "table inet sgc-a {\n}\n");
  work_.put("out/nftables/b.nft", "table inet sgc-b {\n\tchain input {\n\t\tdropp\n\t}\n}\n");
  work_.put("out/nftables/c.nft", "table inet sgc-c {\n}\n");
  const ProgramResult run = work_.sgc({"apply-check", "out"});
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.out,
            "accepted      nftables/a.nft\nrefused       nftables/b.nft\naccepted      nftables/c.nft\n");
  EXPECT_THAT(run.err, HasSubstr("nftables/b.nft: line 3: "));
}

// Rules with the sets that they name, by each of the two programs that may stand behind iptables-restore.
TEST_F(ApplyCheck, TriesIptablesFilesWithTheirSetsInBothVariants) {
  work_.put("out/iptables/web.ipset",
            "create sgc-office hash:net family inet\nadd sgc-office 198.51.100.0/24\n");
  const std::string rules =
      "*filter\n:INPUT DROP [0:0]\n-A INPUT -m set --match-set sgc-office src -j ACCEPT\nCOMMIT\n";
  work_.put("out/iptables/web.rules.v4", rules);
  work_.put("out/iptables/web.rules.v6", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
  for (const std::string variant : {"nft", "legacy"}) {
    if (work_.shell("command -v iptables-" + variant + "-restore").status != 0) continue;
    work_.shell("rm -rf bin; mkdir bin; for v in ip ip6; do ln -s $(command -v ${v}tables-" + variant +
                "-restore) bin/${v}tables-restore; done");
    const auto apply_check = [&] { return work_.shell("PATH=$PWD/bin:$PATH sgc apply-check out"); };
    work_.put("out/iptables/web.rules.v4", rules);
    const ProgramResult good = apply_check();
    EXPECT_EQ(good.status, 0) << variant << good.err;
    EXPECT_EQ(good.out,
              "accepted      iptables/web.ipset\naccepted      iptables/web.rules.v4\naccepted      "
              "iptables/web.rules.v6\n");

    work_.put("out/iptables/web.rules.v4",
              "*filter\n-A INPUT -m set --match-set sgc-nobody src -j ACCEPT\nCOMMIT\n");
    const ProgramResult bad = apply_check();
    EXPECT_EQ(bad.status, 1) << variant;
    EXPECT_THAT(bad.err, HasSubstr("sgc-nobody")) << variant;
  }
}

TEST_F(ApplyCheck, TellsWhatTheVerifierSaysOfAProgram) {
  if (work_.shell("command -v clang && command -v bpftool").status != 0)
    GTEST_SKIP() << "clang or bpftool is not installed";
  work_.put("out/xdp/web.bpf.c",
            "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\nSEC(\"xdp\") int f(struct xdp_md *c)\n"
            "{ return *(char *)(long)c->data; }\nchar _license[] SEC(\"license\") = \"GPL\";\n");
  const ProgramResult run = work_.sgc({"apply-check", "out"});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("invalid access to packet"));

  work_.put("out/xdp/web.bpf.c", "this is no C\n");
  EXPECT_THAT(work_.sgc({"apply-check", "out"}).err, HasSubstr("web.bpf.c: line 1: unknown type name 'this'"));
  EXPECT_EQ(work_.shell("ls /sys/fs/bpf/files /sys/fs/bpf/pins 2>/dev/null").out, "")
      << "something is left behind";
}

TEST_F(ApplyCheck, SaysThatItNeedsRoot) {
  compile("nftables");
  std::filesystem::permissions(work_.path(), std::filesystem::perms(0755));
  const ProgramResult run =
      work_.shell("setpriv --reuid 65534 --regid 65534 --clear-groups sgc apply-check out");
  if (run.status == 126 || run.status == 127) GTEST_SKIP() << "the folder of the build is closed to others";
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("[SGC9081]"));
  EXPECT_THAT(run.err, HasSubstr("sudo"));
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

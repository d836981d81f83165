// `sgc verify`: what stands in a folder, whoever wrote it last, against the policy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/integration/workplace.h"

namespace sgc {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kPolicy =
    "securitygroup web {\n"
    "  members 10.0.1.0/24\n"
    "  inbound {\n"
    "    deny tcp 80 from 198.51.100.0/24\n"
    "    allow tcp 80 from any\n"
    "  }\n"
    "}\n"
    "securitygroup db { members 10.0.2.0/24 inbound { allow mysql from web } }\n";

const std::string kTargetBlock = "target aws { deny-as complement }\n";

constexpr const char* kTargets[] = {"nftables", "iptables", "xdp", "tencent", "aws", "alibaba"};

class Verify : public testing::Test {
 protected:
  Verify() {
    work_.put("policy.sg", kTargetBlock + kPolicy);
    const std::string targets = "nftables,iptables,xdp,tencent,aws,alibaba";
    const auto run = work_.sgc({"compile", "policy.sg", "-t", targets, "-o", "out", "-q"});
    EXPECT_EQ(run.status, 0) << run.err;
  }

  ProgramResult verify(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"verify", "policy.sg", "out"};
    words.insert(words.end(), more.begin(), more.end());
    return work_.sgc(words);
  }

  void change(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = work_.read(file);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << file << ": " << from;
    work_.put(file, text.replace(at, from.size(), to));
  }

  Workplace work_;
};

TEST_F(Verify, WhatWasCompiledIsProvedOfEveryTarget) {
  const auto run = verify();
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out + run.err, IsEmpty());
  EXPECT_THAT(verify({"-v"}).err, HasSubstr("nftables"));
}

TEST_F(Verify, APolicyThatMovedOnDiffersWithAPacket) {
  work_.put("policy.sg", kTargetBlock + "securitygroup web { members 10.0.1.0/24 inbound { allow tcp 80-81 from any } }\n"
                                        "securitygroup db { members 10.0.2.0/24 inbound { allow mysql from web } }\n");
  const auto run = verify();
  EXPECT_EQ(run.status, 1);
  for (const std::string target : kTargets) EXPECT_THAT(run.err, HasSubstr(target + "/"));
  EXPECT_THAT(run.err, HasSubstr("SGC4005"));
  EXPECT_THAT(run.err, HasSubstr("= packet: "));
}

// Each host target by itself, since one that shows a packet would hide another that does not.
TEST_F(Verify, EveryHostTargetShowsAPacketOfAPolicyThatMovedOn) {
  std::string moved = kPolicy;
  moved.replace(moved.find("deny tcp 80"), 11, "deny tcp 81");
  work_.put("policy.sg", kTargetBlock + moved);
  for (const std::string target : {"nftables", "iptables", "xdp"}) {
    const auto run = verify({"-t", target});
    EXPECT_EQ(run.status, 1) << target;
    EXPECT_THAT(run.err, HasSubstr("SGC4005")) << target;
    EXPECT_THAT(run.err, HasSubstr("= packet: tcp 198.51.100.")) << target;
    EXPECT_THAT(run.err, HasSubstr("-> 10.0.1.0:8")) << target;
  }
}

TEST_F(Verify, RemarksInThePolicyChangeNothing) {
  work_.put("policy.sg", "# moved\n# down\n" + kTargetBlock + kPolicy);
  const auto run = verify({"-t", "nftables,iptables,xdp"});
  EXPECT_EQ(run.status, 0) << run.err;
}

TEST_F(Verify, OnlyTheTargetsThatAreNamedAreRead) {
  change("out/nftables/web.nft", "accept", "drop");
  EXPECT_EQ(verify().status, 1);
  EXPECT_EQ(verify({"-t", "nftables"}).status, 1);
  EXPECT_EQ(verify({"-t", "iptables"}).status, 0);
}

TEST_F(Verify, AFileTooFewOrTooManyIsSaid) {
  work_.put("out/nftables/old.nft", "table inet sgc-old { }\n");
  EXPECT_THAT(verify().err, HasSubstr("nftables/old.nft: nothing is proved of this file: the policy does not give it"));

  std::filesystem::rename(work_ / "out/nftables/old.nft", work_ / "out/nftables/web.nft");
  std::filesystem::remove(work_ / "out/nftables/db.nft");
  const auto run = verify();
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("nftables/db.nft: nothing is proved of this file: it is missing"));
  EXPECT_THAT(run.err, HasSubstr("nftables/web.nft"));
}

// Also all files of one target: the manifest knows that they were there.
TEST_F(Verify, FilesThatTheManifestListsAndThatAreGoneAreSaid) {
  std::filesystem::remove_all(work_ / "out/iptables");
  const auto run = verify();
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("iptables/web.rules.v4"));
  EXPECT_EQ(verify({"-t", "nftables"}).status, 0) << "what was not asked about";
  change("out/manifest.json", "\"iptables\"", "\"nftables\"");
  EXPECT_THAT(verify().err, HasSubstr("iptables/web.rules.v4")) << "a target that was taken out of the manifest's list";

  work_.put("policy.sg", "securitygroup web { members 10.0.1.0/24 inbound { deny tcp 80 from 198.51.100.0/24 allow tcp 80 from any } }\n");
  std::filesystem::remove(work_ / "out/nftables/db.nft");
  EXPECT_THAT(verify({"-t", "nftables"}).err, HasSubstr("nftables/db.nft: nothing is proved of this file: it is missing, and manifest.json lists it"));

  work_.put("out/manifest.json", "{");
  EXPECT_THAT(verify({"-t", "nftables"}).err, HasSubstr("manifest.json"));
  std::filesystem::remove(work_ / "out/manifest.json");
  EXPECT_EQ(verify({"-t", "nftables"}).status, 0) << "files that somebody gathered";
}

TEST_F(Verify, AnObjectBesideItsSourceIsNoStranger) {
  work_.put("out/xdp/web.bpf.o", "what clang makes");
  EXPECT_EQ(verify().status, 0) << verify().err;

  work_.put("out/xdp/old.bpf.o", "of a point that is no more");
  EXPECT_THAT(verify().err, HasSubstr("xdp/old.bpf.o: nothing is proved of this file: the policy does not give it"));
}

TEST_F(Verify, TheFolderMustBeOneThatWasCompiled) {
  work_.put("empty/readme", "nothing of sgc\n");
  EXPECT_EQ(work_.sgc({"verify", "policy.sg", "empty"}).status, 3);
  EXPECT_EQ(work_.sgc({"verify", "policy.sg", "nowhere"}).status, 3);
  EXPECT_EQ(work_.sgc({"verify", "policy.sg"}).status, 2);
}

TEST_F(Verify, AFileThatIsCutOffAnywhereIsAnAnswerAndNoCrash) {
  for (const std::string file : {"out/nftables/web.nft", "out/iptables/web.rules.v4", "out/aws/plan.json"}) {
    if (!work_.has(file)) continue;
    const std::string whole = work_.read(file);
    for (std::size_t size = 0; size < whole.size(); size += whole.size() / 20 + 1) {
      work_.put(file, whole.substr(0, size));
      EXPECT_EQ(verify().status, 1) << file << " cut off after " << size;
    }
    work_.put(file, whole);
  }
}

}  // namespace
}  // namespace sgc

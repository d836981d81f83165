// Disks that are full, folders that may not be written to, things in the way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/integration/workplace.h"

namespace sgc {
namespace {

using ::testing::HasSubstr;

constexpr int kFileFailed = 3;

class Disk : public testing::Test {
 protected:
  Disk() {
    work_.put("policy.sg", kWeb);
    work_.put("many.sg", many_points(200));
  }
  ProgramResult compile(const std::string& policy = "policy.sg", const std::string& folder = "out") {
    return work_.sgc({"compile", policy, "-t", "nftables", "-o", folder});
  }
  // Runs lines of a shell where it may mount; skips without the right to.
  ProgramResult in_own_mounts(const std::string& lines) {
    return work_.shell("unshare --mount sh -c '" + lines + "'");
  }
  bool may_mount() { return in_own_mounts("mkdir -p mnt && mount -t tmpfs none mnt").status == 0; }

  Workplace work_;
};

TEST_F(Disk, FullLeavesEverythingAsItWas) {
  if (!may_mount()) GTEST_SKIP() << "needs root, to mount a small file system";
  const ProgramResult run = in_own_mounts(
      "mount -t tmpfs -o size=256k none mnt && sgc compile policy.sg -t nftables -o mnt/out -q && cp -r "
      "mnt/out before && "
      "sgc compile many.sg -t nftables -o mnt/out -q; echo status $?; diff -r before mnt/out && echo same; "
      "ls -A mnt");
  EXPECT_THAT(run.out, HasSubstr("status 3"));
  EXPECT_THAT(run.out, HasSubstr("same\nout\n"));
  EXPECT_THAT(run.err, HasSubstr("[SGC9021]"));
  EXPECT_THAT(run.err, HasSubstr("no space left"));
}

TEST_F(Disk, ReadOnlyIsTold) {
  if (!may_mount()) GTEST_SKIP() << "needs root, to mount a small file system";
  const ProgramResult run = in_own_mounts(
      "mount -t tmpfs none mnt && mount -o remount,ro mnt && sgc compile policy.sg -t nftables -o mnt/out; "
      "echo status $?");
  EXPECT_THAT(run.out, HasSubstr("status 3"));
  EXPECT_THAT(run.err, HasSubstr("read-only"));
}

TEST_F(Disk, AFolderWithoutTheRightToWriteIsTold) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody else";
  std::filesystem::permissions(work_.path(), std::filesystem::perms(0755));
  work_.put("out/keep", "mine");
  const ProgramResult run = work_.shell(
      "setpriv --reuid 65534 --regid 65534 --clear-groups sgc compile policy.sg -t nftables -o out");
  if (run.status == 126 || run.status == 127) GTEST_SKIP() << "the folder of the build is closed to others";
  EXPECT_EQ(run.status, kFileFailed);
  EXPECT_THAT(run.err, HasSubstr("permission denied"));
  EXPECT_EQ(work_.tree("out").size(), 1U);
}

TEST_F(Disk, AFileInPlaceOfTheFolderIsTold) {
  work_.put("out", "a file");
  const ProgramResult run = compile();
  EXPECT_EQ(run.status, kFileFailed);
  EXPECT_THAT(run.err, HasSubstr("[SGC9021]"));
  EXPECT_EQ(work_.read("out"), "a file");
}

TEST_F(Disk, AFileInPlaceOfAFolderBelowIsTold) {
  work_.put("out/nftables", "a file");
  EXPECT_EQ(compile().status, kFileFailed);
  EXPECT_EQ(work_.read("out/nftables"), "a file");
}

TEST_F(Disk, ALinkInPlaceOfAnArtefactIsToldAndWhatItLeadsToIsKept) {
  work_.put("precious", "mine");
  std::filesystem::create_directories(work_ / "out/nftables");
  std::filesystem::create_symlink(work_ / "precious", work_ / "out/nftables/web.nft");
  const ProgramResult run = compile();
  EXPECT_EQ(run.status, kFileFailed);
  EXPECT_THAT(run.err, HasSubstr("symbolic link"));
  EXPECT_EQ(work_.read("precious"), "mine");
}

TEST_F(Disk, ALinkToAFolderIsAFolder) {
  std::filesystem::create_directories(work_ / "elsewhere");
  std::filesystem::create_directory_symlink("elsewhere", work_ / "out");
  EXPECT_EQ(compile().status, 0);
  EXPECT_TRUE(work_.has("elsewhere/nftables/web.nft"));
}

TEST_F(Disk, AFolderInPlaceOfAnArtefactIsTold) {
  work_.put("out/nftables/web.nft/file", "mine");
  EXPECT_EQ(compile().status, kFileFailed);
  EXPECT_EQ(work_.read("out/nftables/web.nft/file"), "mine");
}

TEST_F(Disk, NamesOfTheMostLengthAreWritten) {
  const std::string name(63, 'n');
  work_.put("long.sg",
            "securitygroup " + name + " { members 10.0.1.0/24 inbound { allow http from any4 } }\n");
  EXPECT_EQ(compile("long.sg").status, 0);
  EXPECT_TRUE(work_.has("out/nftables/" + name + ".nft"));
}

TEST_F(Disk, AFolderWhoseNameIsTooLongIsTold) {
  const ProgramResult run = compile("policy.sg", std::string(300, 'n'));
  EXPECT_EQ(run.status, kFileFailed);
  EXPECT_THAT(run.err, HasSubstr("too long"));
}

TEST_F(Disk, TenThousandPointsAreWritten) {
  constexpr int kMany = 10'000;
  work_.put("fleet.sg", many_points(kMany));
  ASSERT_EQ(compile("fleet.sg").status, 0);
  EXPECT_EQ(work_.tree("out/nftables").size(), static_cast<std::size_t>(kMany));
  ASSERT_EQ(compile("policy.sg").status, 0);
  EXPECT_EQ(work_.tree("out").size(), 2U) << "what the policy no longer gives is gone";
}

}  // namespace
}  // namespace sgc

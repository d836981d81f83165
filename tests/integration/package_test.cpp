// The .deb: what it says that it needs, what it holds, and, on request, that it runs where nothing else is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/integration/installed.h"
#include "tests/integration/workplace.h"

namespace sgc {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Package : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_program("cpack")) GTEST_SKIP() << "cpack is not installed";
    if (!has_program("dpkg-shlibdeps")) GTEST_SKIP() << "dpkg-dev is not installed";
  }
  void pack() {
    const ProgramResult run =
        work_.shell("cpack --config '" SGC_BINARY_DIR
                    "/CPackConfig.cmake' -D CPACK_DEBIAN_COMPRESSION_TYPE=gzip -B packed");
    ASSERT_EQ(run.status, 0) << run.out << run.err;
    for (const auto& entry : fs::directory_iterator(work_ / "packed")) {
      if (entry.path().extension() == ".deb") package_ = entry.path().string();
    }
    ASSERT_NE(package_, "");
  }
  Workplace work_;
  std::string package_;
};

TEST_F(Package, NamesWhatItNeedsAndHoldsWhatIsInstalled) {
  pack();
  const std::string needs = work_.shell("dpkg-deb --field '" + package_ + "' Depends").out;
  for (const char* const library :
       {"libc6", "libstdc++6", "libantlr4-runtime", "libfmt", "zlib1g", "libzstd1", "libnettle"}) {
    EXPECT_THAT(needs, HasSubstr(library));
  }
  EXPECT_EQ(needs.find("libgtest"), std::string::npos);
  EXPECT_EQ(work_.shell("dpkg-deb --field '" + package_ + "' Package").out, "sgc\n");

  const std::string files = work_.shell("dpkg-deb --contents '" + package_ + "'").out;
  for (const char* const file :
       {" ./usr/bin/sgc\n", " ./usr/share/man/man1/sgc.1.gz\n", " ./usr/share/sgc/sgc.mk\n",
        " ./usr/share/bash-completion/completions/sgc\n", " ./usr/share/doc/sgc/copyright\n"}) {
    EXPECT_THAT(files, HasSubstr(file));
  }
  EXPECT_EQ(files.find("./home"), std::string::npos) << files;
}

// Minutes, and the network: only with SGC_NIGHTLY=1.
TEST_F(Package, RunsInACleanRoot) {
  if (std::getenv("SGC_NIGHTLY") == nullptr)
    GTEST_SKIP() << "takes two minutes and the network; SGC_NIGHTLY=1 runs it";
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  if (!has_program("debootstrap")) GTEST_SKIP() << "debootstrap is not installed";
  const ProgramResult made = work_.shell(
      "debootstrap --variant=minbase bookworm root http://deb.debian.org/debian >debootstrap.log 2>&1");
  if (made.status != 0) GTEST_SKIP() << "no clean root: " << work_.shell("tail -3 debootstrap.log").out;

  fs::copy(package_, work_ / "root/tmp/sgc.deb");
  fs::copy("/etc/resolv.conf", work_ / "root/etc/resolv.conf", fs::copy_options::overwrite_existing);
  const ProgramResult run = work_.shell(
      "chroot root sh -ec 'export DEBIAN_FRONTEND=noninteractive; apt-get update -qq >/dev/null; "
      "apt-get install -y -qq --no-install-recommends /tmp/sgc.deb >/dev/null 2>&1; sgc --version; dpkg "
      "--verify sgc; "
      "cd /usr/share/doc/sgc/examples/pipeline; sgc compile policy.sg -t $(sgc targets --names | paste -sd, "
      "-) -o /tmp/out -q; "
      "test -s /tmp/out/nftables/backend.nft; apt-get remove -y -qq sgc >/dev/null 2>&1; test ! -e "
      "/usr/bin/sgc; echo whole'");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("sgc 0."));
  EXPECT_THAT(run.out, HasSubstr("whole"));
}

}  // namespace
}  // namespace sgc

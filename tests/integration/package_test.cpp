// The .deb: what it says that it needs, what it holds, and that it runs where nothing else is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/integration/installed.h"
#include "tests/integration/workplace.h"
#include "tests/night.h"

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

constexpr const char* kExample = "/usr/share/doc/sgc/examples/pipeline/policy.sg";

TEST_F(Package, RunsWhereOnlyWhatItNeedsIs) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  pack();
  const ProgramResult made =
      work_.shell("'" SGC_SOURCE_DIR "/tests/integration/dependency_root.py' '" + package_ + "' root");
  ASSERT_EQ(made.status, 0) << made.err;
  ASSERT_FALSE(fs::exists(work_ / "root/usr/bin/dpkg")) << "it is a root with nothing else in it";

  const ProgramResult run = work_.shell(
      std::string("unshare --mount sh -ec 'mount -t proc proc root/proc; chroot root /usr/bin/sgc --version; chroot root "
                  "/usr/bin/sgc compile ") +
      kExample + " -t nftables,xdp -o /tmp/out -q; test -s root/tmp/out/nftables/backend.nft; echo whole'");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("sgc 0."));
  EXPECT_THAT(run.out, HasSubstr("whole"));
}

// The same by the package manager itself. Two minutes, and the network: by night, and no case of the day's.
class PackageByNight : public Package {
 public:
  void TestBody() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    if (!has_program("debootstrap")) GTEST_SKIP() << "debootstrap is not installed";
    pack();
    const ProgramResult made = work_.shell(
        "debootstrap --variant=minbase bookworm root http://deb.debian.org/debian >debootstrap.log 2>&1");
    if (made.status != 0) GTEST_SKIP() << "no clean root: " << work_.shell("tail -3 debootstrap.log").out;

    fs::copy(package_, work_ / "root/tmp/sgc.deb");
    fs::copy("/etc/resolv.conf", work_ / "root/etc/resolv.conf", fs::copy_options::overwrite_existing);
    const ProgramResult run = work_.shell(
        std::string("unshare --mount chroot root sh -ec 'mount -t proc proc /proc; "
                    "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq >/dev/null; apt-get install -y -qq "
                    "--no-install-recommends /tmp/sgc.deb >/dev/null 2>&1; sgc --version; dpkg --verify sgc; "
                    "sgc compile ") +
        kExample +
        " -t nftables,xdp -o /tmp/out -q; test -s /tmp/out/nftables/backend.nft; apt-get remove -y -qq sgc "
        ">/dev/null 2>&1; test ! -e /usr/bin/sgc; echo whole'");
    EXPECT_EQ(run.status, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("sgc 0."));
    EXPECT_THAT(run.out, HasSubstr("whole"));
  }
};

const bool kRegistered = [] {
  if (!at_night()) return false;
  testing::RegisterTest("PackageByNight", "IsInstalledAndRemovedInACleanRoot", nullptr, nullptr, __FILE__, __LINE__,
                        []() -> Package* { return new PackageByNight; });
  return true;
}();

}  // namespace
}  // namespace sgc

// The form of a depfile; that Make and Ninja read it is shown in tests/integration.
#include "compiler/driver/depfile.h"

#include <gtest/gtest.h>

namespace sgc::driver {
namespace {

TEST(Depfile, NamesTheTargetThenEachPathAndLetsPathsGo) {
  const std::vector<std::string> paths{"policy.sg", "feeds/drop.netset"};
  EXPECT_EQ(depfile("out/manifest.json", paths),
            "out/manifest.json: \\\n  policy.sg \\\n  feeds/drop.netset\n\nfeeds/drop.netset:\n");
}

TEST(Depfile, EscapesWhatBothToolsUndo) {
  EXPECT_EQ(escape_for_depfile("a b"), "a\\ b");
  EXPECT_EQ(escape_for_depfile("a#b$c:d"), "a\\#b$$c\\:d");
  EXPECT_EQ(escape_for_depfile("back\\slash"), "back\\slash");
  EXPECT_EQ(escape_for_depfile("end\\ of"), "end\\\\\\ of");
}

TEST(Depfile, APatternOfMakeIsNoTarget) {
  const std::vector<std::string> paths{"policy.sg", "100%.netset"};
  EXPECT_EQ(depfile("m", paths), "m: \\\n  policy.sg \\\n  100%.netset\n");
}

TEST(Depfile, SomeNamesFitNone) {
  for (const char* const path : {"a;b", "a|b", "a\nb", "a\\#b", "a\\", "a:"}) EXPECT_FALSE(fits_depfile(path)) << path;
  for (const char* const path : {"a b", "a:b", "a#b", "a$b", "a\\b", "é"}) EXPECT_TRUE(fits_depfile(path)) << path;
}

TEST(Depfile, StandardInputAloneIsATargetWithoutPaths) {
  EXPECT_EQ(depfile("m", {}), "m:\n");
}

}  // namespace
}  // namespace sgc::driver

#include "compiler/diag/page.h"

#include <gtest/gtest.h>

namespace sgc {
namespace {

constexpr std::string_view kPage =
    "# SGC1004 leading-zero\n"
    "\n"
    "An octet with a leading\n"
    "zero (`010.0.0.1`) is read in two ways. Write it plain.\n"
    "\n"
    "Second paragraph.\n"
    "\n"
    "## Wrong\n"
    "\n";

TEST(DiagnosticPage, IsReadByItsParts) {
  const DiagnosticPage page = read_page(kPage);
  EXPECT_EQ(page.title, "SGC1004 leading-zero");
  EXPECT_EQ(page.intro,
            "An octet with a leading\nzero (`010.0.0.1`) is read in two ways. Write it plain.\n\nSecond "
            "paragraph.");
  EXPECT_EQ(page.summary(), "An octet with a leading zero (`010.0.0.1`) is read in two ways.");
  EXPECT_EQ(page.text, kPage);
}

TEST(DiagnosticPage, ATitleAloneIsAPageWithoutWords) {
  const DiagnosticPage page = read_page("# SGC1001 unexpected-text");
  EXPECT_EQ(page.title, "SGC1001 unexpected-text");
  EXPECT_EQ(page.intro, "");
  EXPECT_EQ(page.summary(), "");
  EXPECT_EQ(read_page("").title, "");
}

TEST(DiagnosticPage, IsFoundByItsCode) {
  const DiagnosticCode code = diagnostic_catalog().front().code;
  ASSERT_TRUE(find_page(code));
  EXPECT_TRUE(find_page(code)->title.starts_with("SGC" + std::to_string(code)));
  EXPECT_FALSE(find_page(0));
}

}  // namespace
}  // namespace sgc

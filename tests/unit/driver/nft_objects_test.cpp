// Naming the part of an nftables file that the kernel refuses.
#include "compiler/driver/nft_objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sgc::driver {
namespace {

constexpr const char* kFile = R"(# a comment { with a brace
table inet sgc-web
delete table inet sgc-web
table inet sgc-web {
	comment "from { policy.sg"
	set office.v4 {
		type ipv4_addr
		elements = {
			198.51.100.0/24,
			203.0.113.0/24
		}
	}
	map first.v4 {
		elements = { 10.0.0.0/8 : goto a }
	}
	chain a {
		accept
	}
}
)";

TEST(NftObjects, AreReadWithTheirTable) {
  const auto objects = nft_objects(kFile);
  ASSERT_EQ(objects.size(), 3U);
  EXPECT_EQ(objects[0].table, "inet sgc-web");
  EXPECT_EQ(objects[0].kind + " " + objects[0].name, "set office.v4");
  EXPECT_THAT(objects[0].text, testing::StartsWith("\tset office.v4 {\n"));
  EXPECT_THAT(objects[0].text, testing::EndsWith("\t\t}\n\t}\n"));
  EXPECT_EQ(objects[1].name, "first.v4");
  EXPECT_EQ(objects[2].kind, "chain");
}

TEST(NftObjects, TheOneThatIsRefusedAloneIsNamed) {
  const auto refuses = [](const char* word) {
    return refused_object(kFile,
                          [word](const std::string& text) { return text.find(word) == std::string::npos; });
  };
  EXPECT_EQ(refuses("203.0.113"), "set office.v4");
  EXPECT_EQ(refuses("10.0.0.0/8"), "map first.v4");
  EXPECT_EQ(refuses("nothing of the kind"), std::nullopt);
}

TEST(NftObjects, AMapIsTriedBesideTheChainsThatItLeadsTo) {
  std::vector<std::string> tried;
  refused_object(kFile, [&](const std::string& text) { return tried.push_back(text), true; });
  ASSERT_EQ(tried.size(), 2U);
  EXPECT_THAT(tried[1], testing::HasSubstr("chain a {\n}\n"));
  EXPECT_THAT(tried[1], testing::Not(testing::HasSubstr("office")));
}

}  // namespace
}  // namespace sgc::driver

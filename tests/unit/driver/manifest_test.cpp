// The manifest: the same for the same work, read back as it was, joined from shares.
#include "compiler/driver/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sgc::driver {
namespace {

using ::testing::HasSubstr;

Manifest example() {
  Manifest manifest;
  manifest.version = "1.2.3";
  manifest.targets = {"nftables"};
  manifest.artefacts = {{"nftables/a.nft", "nftables", 10, "aa"}, {"nftables/b.nft", "nftables", 20, "bb"}};
  manifest.inputs = {{"feeds/x", 5, "cc"}, {"policy.sg", 7, "dd"}};
  manifest.expired = {"policy.sg:3:5"};
  return manifest;
}

Manifest share(unsigned index, std::string path) {
  Manifest manifest = example();
  manifest.artefacts = {{std::move(path), "nftables", 1, "aa"}};
  manifest.shares = {index};
  manifest.share_count = 2;
  return manifest;
}

std::string fault_of(std::string_view text) {
  const auto read = read_manifest(text);
  const auto* fault = std::get_if<std::string>(&read);
  return fault == nullptr ? "none" : *fault;
}

TEST(Manifest, IsReadBackAsItWas) {
  const auto read = read_manifest(to_json(example()));
  ASSERT_TRUE(std::holds_alternative<Manifest>(read));
  EXPECT_EQ(std::get<Manifest>(read), example());
}

TEST(Manifest, DoesNotDependOnTheOrderOfItsMaking) {
  Manifest other = example();
  std::swap(other.artefacts[0], other.artefacts[1]);
  std::swap(other.inputs[0], other.inputs[1]);
  EXPECT_EQ(to_json(other), to_json(example()));
}

TEST(Manifest, WhatSgcDidNotWriteIsTold) {
  EXPECT_THAT(fault_of(""), HasSubstr("no JSON"));
  EXPECT_THAT(fault_of("{"), HasSubstr("no JSON"));
  EXPECT_THAT(fault_of("[]"), HasSubstr("no manifest"));
  EXPECT_THAT(fault_of(R"({"name": "web app"})"), HasSubstr("no manifest"));
  EXPECT_THAT(fault_of(R"({"generator": "sgc", "version": 3})"), HasSubstr("lacks"));
  EXPECT_THAT(
      fault_of(R"({"generator": "sgc", "version": "1", "targets": [], "artefacts": [{}], "inputs": []})"),
      HasSubstr("lacks"));
}

TEST(Manifest, SharesJoinToTheManifestOfOneRun) {
  Manifest whole = example();
  whole.artefacts = {{"a", "nftables", 1, "aa"}, {"b", "nftables", 1, "aa"}};
  EXPECT_EQ(to_json(join(share(2, "b"), share(1, "a"))), to_json(whole));
}

TEST(Manifest, SharesOfOtherWorkAreTold) {
  const auto why = [](auto change) {
    Manifest other = share(2, "b");
    change(other);
    const auto same = same_work(share(1, "a"), other);
    const auto* text = std::get_if<std::string>(&same);
    return text == nullptr ? std::string("the same") : *text;
  };
  EXPECT_EQ(why([](Manifest&) {}), "the same");
  EXPECT_THAT(why([](Manifest& m) { m.version = "2"; }), HasSubstr("sgc 1.2.3 and 2"));
  EXPECT_THAT(why([](Manifest& m) { m.targets.push_back("aws"); }), HasSubstr("targets"));
  EXPECT_THAT(why([](Manifest& m) { m.inputs[1].sha256 = "ee"; }), HasSubstr("policy.sg"));
  EXPECT_THAT(why([](Manifest& m) { m.inputs.pop_back(); }), HasSubstr("policy.sg"));
  EXPECT_THAT(why([](Manifest& m) { m.share_count = 3; }), HasSubstr("numbers of shares"));
  EXPECT_THAT(why([](Manifest& m) { m.expired = {"policy.sg:3:5", "policy.sg:4:5"}; }), HasSubstr("the allow at policy.sg:4:5 has expired for one"));
}

}  // namespace
}  // namespace sgc::driver

#include "targets/nftables/cells.h"

#include <gmock/gmock.h>

#include "targets/nftables/address_cut.h"

namespace sgc::nftables {
namespace {

using testing::ElementsAre;

constexpr std::uint32_t kA = 7;  // address sets
constexpr std::uint32_t kB = 9;

AddressCut cut_of(std::vector<AddressClass> classes) {
  AddressCut cut;
  cut.sides = {ir::AddressSetId{kA}, ir::AddressSetId{kB}};
  cut.classes = std::move(classes);
  return cut;
}

TEST(NftablesCells, AGroupIsOneCellWhereNoOtherLiesBetween) {
  const Cells cells = make_cells(cut_of({{{0}, {{0x10, 0x13}, {0x1C, 0x1D}}}, {{1}, {{0x26, 0x26}, {0x2A, 0x2B}}}}), Family::V4);
  EXPECT_THAT(cells.named, ElementsAre(RangeV6{0x10, 0x13}, RangeV6{0x1C, 0x1D}, RangeV6{0x26, 0x26}, RangeV6{0x2A, 0x2B}));
  EXPECT_THAT(cells.of.at(kA), ElementsAre(RangeV6{0, 0x1F})) << "cells end at the roundest number between";
  EXPECT_THAT(cells.of.at(kB), ElementsAre(RangeV6{0x20, last_address(Family::V4)}));
}

TEST(NftablesCells, AGroupIsSeveralWhereOthersLieBetween) {
  const Cells cells = make_cells(cut_of({{{0}, {{0x10, 0x13}, {0x30, 0x30}}}, {{1}, {{0x20, 0x20}}}}), Family::V4);
  EXPECT_THAT(cells.of.at(kA), ElementsAre(RangeV6{0, 0x1F}, RangeV6{0x30, last_address(Family::V4)}));
  EXPECT_THAT(cells.of.at(kB), ElementsAre(RangeV6{0x20, 0x2F}));
}

TEST(NftablesCells, WhatTwoGroupsShareIsACellOfBoth) {
  const Cells cells = make_cells(cut_of({{{0}, {{0x10, 0x1F}}}, {{0, 1}, {{0x20, 0x2F}}}, {{1}, {{0x30, 0x30}}}}), Family::V4);
  EXPECT_THAT(cells.named, ElementsAre(RangeV6{0x10, 0x30}));
  EXPECT_THAT(cells.of.at(kA), ElementsAre(RangeV6{0, 0x2F}));
  EXPECT_THAT(cells.of.at(kB), ElementsAre(RangeV6{0x20, last_address(Family::V4)}));
}

TEST(NftablesCells, TheLastAddressIsInACell) {
  const Cells cells = make_cells(cut_of({{{0}, {{0, 0}}}, {{1}, {{last_address(Family::V6), last_address(Family::V6)}}}}), Family::V6);
  const u128 middle = u128{1} << 127U;
  EXPECT_THAT(cells.of.at(kA), ElementsAre(RangeV6{0, middle - 1}));
  EXPECT_THAT(cells.of.at(kB), ElementsAre(RangeV6{middle, last_address(Family::V6)}));
}

}  // namespace
}  // namespace sgc::nftables

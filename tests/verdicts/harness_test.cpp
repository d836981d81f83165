#include <gtest/gtest.h>
#include "compiler/ir/policy.h"
#include "tests/verdicts/harness/lab.h"
#include <fmt/format.h>
#include <chrono>
using namespace sgc; using namespace sgc::verdicts;
namespace {
ir::Packet v4(uint8_t proto, uint32_t s, uint32_t d, uint16_t a=0, uint16_t b=0){ return {Family::V4, proto, s, d, a, b}; }
TEST(Proto, Explore) {
  if (auto why = Lab::unavailable()) GTEST_SKIP() << *why;
  auto t0=std::chrono::steady_clock::now();
  Lab lab;
  fmt::print("lab {} ms\n", std::chrono::duration<double,std::milli>(std::chrono::steady_clock::now()-t0).count());
  t0=std::chrono::steady_clock::now(); lab.clear();
  fmt::print("clear {} ms\n", std::chrono::duration<double,std::milli>(std::chrono::steady_clock::now()-t0).count());
  std::vector<ir::Packet> packets;
  const uint32_t special[] = {0,1,0x00ffffff,0x01000000,0x0a000000,0x0a0000ff,0x7f000000,0x7f000001,0x7fffffff,0x80000000,0xa9fe0101,0xc0000000,0xc0a80001,0xc6120001,0xdfffffff,0xe0000000,0xe0000001,0xe0000016,0xefffffff,0xf0000000,0xf1234567,0xfffffffe,0xffffffff};
  for (auto s: special) for (auto d: special) packets.push_back(v4(17,s,d,1000,2000));
  for (auto dir: ir::kDirections) {
    auto o = lab.judge(dir, packets);
    for (size_t i=0;i<o.size();++i) if (o[i]!=Outcome::Accepted) fmt::print("{} {} {}\n", to_string(dir), to_string(packets[i]), to_string(o[i]));
  }
  packets.clear();
  for (int p=0;p<256;++p) { packets.push_back(v4((uint8_t)p,0x0a000001,0x0a000002,0,0)); packets.push_back({Family::V6,(uint8_t)p,((u128)0x20010db8<<96)+1,((u128)0x20010db8<<96)+2,0,0}); }
  for (int t=0;t<256;++t) { packets.push_back(v4(1,0x0a000001,0x0a000002,(uint16_t)t,3)); packets.push_back({Family::V6,58,((u128)0x20010db8<<96)+1,((u128)0x20010db8<<96)+2,(uint16_t)t,3}); }
  for (auto dir: ir::kDirections) {
    auto o = lab.judge(dir, packets);
    for (size_t i=0;i<o.size();++i) if (o[i]!=Outcome::Accepted) fmt::print("{} {} {}\n", to_string(dir), to_string(packets[i]), to_string(o[i]));
  }
  packets.clear();
  for (int i=0;i<60000;++i) packets.push_back(v4(6,0x0a000000u+(uint32_t)i,0x14000000,1000,(uint16_t)i));
  for (auto dir: ir::kDirections) {
  t0=std::chrono::steady_clock::now();
  auto o = lab.judge(dir, packets);
  fmt::print("{} {}\n", 60000/std::chrono::duration<double>(std::chrono::steady_clock::now()-t0).count(), std::count(o.begin(),o.end(),Outcome::Accepted));
  }
}
}

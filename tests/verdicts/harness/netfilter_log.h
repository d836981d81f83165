// Packets that nftables rules of the harness log to user space (`log group N`), in the order in which they came.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "tests/verdicts/harness/descriptor.h"
#include "tests/verdicts/harness/net_namespace.h"

namespace sgc::verdicts {

struct LoggedPacket {
  std::uint16_t group = 0;
  unsigned in_device = 0;   // index; 0 where there is none
  unsigned out_device = 0;
  std::span<const std::uint8_t> bytes;  // from the IP header on, at most the snap length of the rule
};

class NetfilterLog {
 public:
  // Listens to these groups of that namespace.
  NetfilterLog(const NetNamespace& where, std::span<const std::uint16_t> groups);

  // Hands over every packet that has been logged up to now. The bytes are valid during the call. Throws HarnessError
  // when the kernel had to throw some away.
  void drain(const std::function<void(const LoggedPacket&)>& use);

 private:
  Descriptor socket_;
};

}  // namespace sgc::verdicts

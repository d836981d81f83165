// The checksums of the headers that the harness writes itself: a packet with a wrong one is dropped by the stack, or
// called invalid by connection tracking, before a rule can decide.
#pragma once

#include <cstdint>
#include <span>

namespace sgc::verdicts {

// The ones' complement sum of RFC 1071, ready to be stored. `initial` is a sum to go on from, as partial_sum gives it.
std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes, std::uint32_t initial = 0);
std::uint32_t partial_sum(std::span<const std::uint8_t> bytes, std::uint32_t initial = 0);

// CRC-32C (Castagnoli), as SCTP has it; stored in little-endian order.
std::uint32_t crc32c(std::span<const std::uint8_t> bytes);

}  // namespace sgc::verdicts

#pragma once
/// Free IPv4 addresses: of each subnet, and of what the sandbox gives out as public.
///
/// A pool is kept as runs of free addresses, so taking one, a certain one, and giving one back are each a look-up in an
/// index, however many addresses are taken.
#include <cstdint>
#include <optional>
#include <string_view>

#include "sandbox/store/store.h"
#include "vpc/ipv4.h"

namespace eni::sandbox {

class Ec2AddressPools final : public Repository {
 public:
  explicit Ec2AddressPools(sqlite::Database& database);

  /// A pool with all of `range` free. It must not exist.
  void create(std::string_view pool, vpc::Ipv4Range range);
  bool exists(std::string_view pool);
  void remove(std::string_view pool);

  /// The lowest free address, or nothing if all are taken.
  std::optional<vpc::Ipv4> take(std::string_view pool);
  /// @return  whether `address` was free, and now is taken
  bool take(std::string_view pool, vpc::Ipv4 address);
  /// `address` was taken from this pool.
  void give_back(std::string_view pool, vpc::Ipv4 address);
  /// 0 of a pool that does not exist.
  std::int64_t available(std::string_view pool);

 private:
  /// The run that starts at or below `address`, the nearest.
  std::optional<vpc::Ipv4Range> run_at_or_below(std::string_view pool, vpc::Ipv4 address);
  void erase(std::string_view pool, const vpc::Ipv4Range& run);
  void insert(std::string_view pool, const vpc::Ipv4Range& run);

  sqlite::Statement create_;
  sqlite::Statement available_;
  sqlite::Statement count_;
  sqlite::Statement remove_;
  sqlite::Statement remove_runs_;
  sqlite::Statement lowest_run_;
  sqlite::Statement run_at_or_below_;
  sqlite::Statement run_at_;
  sqlite::Statement insert_;
  sqlite::Statement erase_;
};

}  // namespace eni::sandbox

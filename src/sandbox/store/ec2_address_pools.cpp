#include "sandbox/store/ec2_address_pools.h"

namespace eni::sandbox {

using vpc::Ipv4;
using vpc::Ipv4Range;

namespace {

/// The run in the statement's row, if there is one.
std::optional<Ipv4Range> run_of(sqlite::Statement& statement) {
  if (!statement.step()) return std::nullopt;
  const Ipv4Range run{static_cast<Ipv4>(statement.integer(0)), static_cast<Ipv4>(statement.integer(1))};
  statement.reset();
  return run;
}

}  // namespace

Ec2AddressPools::Ec2AddressPools(sqlite::Database& database)
    : create_{database, "INSERT INTO ec2_pools (pool, available) VALUES (?1, ?2)"},
      available_{database, "SELECT available FROM ec2_pools WHERE pool = ?1"},
      count_{database, "UPDATE ec2_pools SET available = available + ?2 WHERE pool = ?1"},
      remove_{database, "DELETE FROM ec2_pools WHERE pool = ?1"},
      remove_runs_{database, "DELETE FROM ec2_free_addresses WHERE pool = ?1"},
      lowest_run_{database,
                  "SELECT first, last FROM ec2_free_addresses WHERE pool = ?1 ORDER BY first LIMIT 1"},
      run_at_or_below_{database,
                       "SELECT first, last FROM ec2_free_addresses WHERE pool = ?1 AND first <= ?2 "
                       "ORDER BY first DESC LIMIT 1"},
      run_at_{database, "SELECT first, last FROM ec2_free_addresses WHERE pool = ?1 AND first = ?2"},
      insert_{database, "INSERT INTO ec2_free_addresses (pool, first, last) VALUES (?1, ?2, ?3)"},
      erase_{database, "DELETE FROM ec2_free_addresses WHERE pool = ?1 AND first = ?2"} {}

void Ec2AddressPools::create(std::string_view pool, Ipv4Range range) {
  create_.run(pool, static_cast<std::int64_t>(range.size()));
  insert(pool, range);
}

bool Ec2AddressPools::exists(std::string_view pool) {
  const bool found = available_.query(pool).step();
  available_.reset();
  return found;
}

void Ec2AddressPools::remove(std::string_view pool) {
  remove_.run(pool);
  remove_runs_.run(pool);
}

std::int64_t Ec2AddressPools::available(std::string_view pool) {
  const std::int64_t count = available_.query(pool).step() ? available_.integer(0) : 0;
  available_.reset();
  return count;
}

std::optional<Ipv4> Ec2AddressPools::take(std::string_view pool) {
  const auto run = run_of(lowest_run_.query(pool));
  if (!run) return std::nullopt;
  erase(pool, *run);
  if (run->first < run->last) insert(pool, {run->first + 1, run->last});
  count_.run(pool, -1);
  return run->first;
}

bool Ec2AddressPools::take(std::string_view pool, Ipv4 address) {
  const auto run = run_at_or_below(pool, address);
  if (!run || run->last < address) return false;
  erase(pool, *run);
  if (run->first < address) insert(pool, {run->first, address - 1});
  if (address < run->last) insert(pool, {address + 1, run->last});
  count_.run(pool, -1);
  return true;
}

void Ec2AddressPools::give_back(std::string_view pool, Ipv4 address) {
  Ipv4Range run{address, address};
  const auto below = run_at_or_below(pool, address);
  if (below && below->last + 1 == address) {
    run.first = below->first;
    erase(pool, *below);
  }
  if (const auto above = run_of(run_at_.query(pool, address + 1))) {
    run.last = above->last;
    erase(pool, *above);
  }
  insert(pool, run);
  count_.run(pool, 1);
}

std::optional<Ipv4Range> Ec2AddressPools::run_at_or_below(std::string_view pool, Ipv4 address) {
  return run_of(run_at_or_below_.query(pool, address));
}

void Ec2AddressPools::erase(std::string_view pool, const Ipv4Range& run) { erase_.run(pool, run.first); }

void Ec2AddressPools::insert(std::string_view pool, const Ipv4Range& run) {
  insert_.run(pool, run.first, run.last);
}

}  // namespace eni::sandbox

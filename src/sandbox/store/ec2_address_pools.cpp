#include "sandbox/store/ec2_address_pools.h"

#include "sqlite/rows.h"

namespace eni::sandbox {

using vpc::Ipv4;
using vpc::Ipv4Range;

namespace {

Ipv4Range run_row(const sqlite::Statement& row) {
  return {static_cast<Ipv4>(row.integer(0)), static_cast<Ipv4>(row.integer(1))};
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

bool Ec2AddressPools::exists(std::string_view pool) { return has_row(available_.query(pool)); }

void Ec2AddressPools::remove(std::string_view pool) {
  remove_.run(pool);
  remove_runs_.run(pool);
}

std::int64_t Ec2AddressPools::available(std::string_view pool) {
  return first_row(available_.query(pool), sqlite::first_integer<>).value_or(0);
}

std::optional<Ipv4> Ec2AddressPools::take(std::string_view pool) {
  const auto run = first_row(lowest_run_.query(pool), run_row);
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
  if (const auto above = first_row(run_at_.query(pool, address + 1), run_row)) {
    run.last = above->last;
    erase(pool, *above);
  }
  insert(pool, run);
  count_.run(pool, 1);
}

std::optional<Ipv4Range> Ec2AddressPools::run_at_or_below(std::string_view pool, Ipv4 address) {
  return first_row(run_at_or_below_.query(pool, address), run_row);
}

void Ec2AddressPools::erase(std::string_view pool, const Ipv4Range& run) { erase_.run(pool, run.first); }

void Ec2AddressPools::insert(std::string_view pool, const Ipv4Range& run) {
  insert_.run(pool, run.first, run.last);
}

}  // namespace eni::sandbox

use std::{sync::Arc, time::Instant};
use rten::{ModelOptions, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::NdTensor;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let threads: usize = args[1].parse().unwrap();
    let mut models = vec![];
    for p in &args[2..] {
        let t = Instant::now();
        let m = ModelOptions::with_all_ops().enable_optimization(true).prepack_weights(std::env::var("NOPACK").is_err()).load_file(p).unwrap();
        println!("{p} load {:?}", t.elapsed());
        models.push((p.clone(), m));
    }
    let pool = Arc::new(ThreadPool::with_num_threads(threads));
    pool.run(|| {
    for round in 0..2 {
    for (p, m) in &models {
        let ids = m.node_id("input_ids").unwrap(); let am = m.node_id("attention_mask").unwrap(); let out = m.node_id("last_hidden_state").unwrap();
        let mut line = format!("{p:40}");
        for (b, s) in [(1usize, 10usize), (1, 60), (1,128), (32, 60), (4,60)] {
            let x: NdTensor<i32, 2> = NdTensor::from_fn([b, s], |[i, j]| (1000 + (i * 131 + j * 17) % 20000) as i32);
            let k: NdTensor<i32, 2> = NdTensor::full([b, s], 1);
            let mut times = vec![];
            let start = Instant::now();
            let verbose = std::env::var("TIMING").is_ok() && round == 1;
            while times.len() < 5 || start.elapsed().as_millis() < 600 {
                let t = Instant::now();
                let o = RunOptions::default().with_thread_pool(Some(pool.clone())).with_timing(verbose && times.len()==4);
                let r = m.run(vec![(ids, x.view().into()), (am, k.view().into())], &[out], Some(o)).unwrap();
                std::hint::black_box(r);
                times.push(t.elapsed().as_secs_f64() * 1e3);
            }
            times.sort_by(f64::total_cmp);
            let p50 = times[times.len() / 2];
            line += &format!(" {b}x{s}: min {:.2} p50 {:.2} ms ({:.0} tok/s)", times[0], p50, (b * s) as f64 / p50 * 1e3);
        }
        println!("{line}");
    }}
    });
}

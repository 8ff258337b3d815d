// Adam (Kingma & Ba 2015, Algorithm 1) on floats: +, −, ×, ÷ and √ alone, in the paper's order.

static void adam(ptrdiff_t n, float *p, const float *g, float *m, float *v, float rate, float beta1,
                 float beta2, float epsilon, float m_scale, float v_scale, float keep) {
  for (ptrdiff_t i = 0; i < n; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
    const float deviation = __builtin_elementwise_sqrt(v[i] * v_scale) + epsilon;
    p[i] = p[i] * keep - rate * (m[i] * m_scale) / deviation;
  }
}
